##@ Operate

LLMHUB = $(ROOT) $(DEPLOY)/python -m llmhub
USERS_WORDS := $(if $(ROSTER),--roster '$(ROSTER)') $(if $(INVITE),--invite '$(INVITE)') \
    $(if $(REMOVE),--remove '$(REMOVE)') $(if $(EXPORT),--export '$(EXPORT)') \
    $(if $(filter 1,$(UPDATE)),--update) $(if $(OUT),--out '$(OUT)')

# The shell has a USER of its own: only the one on the command line counts.
WHO := $(if $(filter command line,$(origin USER)),$(USER))
need-user = $(if $(WHO),,@echo '[FAIL] Say who: make $@ USER=name. [bad-arguments]' >&2; exit 2)

.PHONY: users
users: venv-deploy ## Accounts: ROSTER=roster.csv [UPDATE=1], INVITE=name, REMOVE=name or EXPORT=name
	@$(LLMHUB) users --state '$(STATE)' $(USERS_WORDS)

.PHONY: status
status: venv-deploy ## Who runs, since when, CPU and memory; model store and disk
	@$(LLMHUB) status --state '$(STATE)'

.PHONY: stop
stop: venv-deploy ## Stop a student's servers: USER=name
	$(need-user)
	@$(LLMHUB) stop --state '$(STATE)' '$(WHO)'

.PHONY: logs
logs: venv-deploy ## Last lines of a student's notebook and model server: USER=name
	$(need-user)
	@$(LLMHUB) logs --state '$(STATE)' '$(WHO)'

.PHONY: doctor
doctor: venv-deploy ## Check everything and say what to do
	@$(LLMHUB) doctor --state '$(STATE)'

.PHONY: smoke
smoke: venv-deploy ## Do what a student does, from login to the first token
	@$(LLMHUB) smoke --state '$(STATE)'

.PHONY: rehearse-gpu
rehearse-gpu: venv-deploy ## On a machine with a card: deploy if need be, week 4's fine-tuning as a student
	@$(LLMHUB) rehearse-gpu --state '$(STATE)' --look
	@$(SUDO) test -e '$(STATE)/hub.env' || $(MAKE) --no-print-directory deploy GPU=device
	@$(LLMHUB) rehearse-gpu --state '$(STATE)'

.PHONY: down
down: venv-deploy ## Stop the hub and all servers; nothing of the students' is lost
	@$(LLMHUB) down --state '$(STATE)'

.PHONY: destroy
destroy: venv-deploy ## Remove the hub; asks first. FORCE=1 does not, HOMES=1 removes homes too
	@$(LLMHUB) destroy --state '$(STATE)' $(if $(filter 1,$(FORCE)),--force) $(if $(filter 1,$(HOMES)),--homes)
