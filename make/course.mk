##@ Teach

# For an instructor's laptop too: no root, no Docker, nothing to install. `make login` comes first.
COURSECTL := PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=images/base $(if $(PYTHON),'$(PYTHON)',python3) -m coursectl
# What the shell happens to have is not what somebody said to this command.
said = $(if $(filter command line,$(origin $(1))),$($(1)))
need-week = $(if $(call said,WEEK),,@echo '[FAIL] Say which week: make $@ WEEK=3. [bad-arguments]' >&2; exit 2)
need-push = $(if $(call said,PUSH),,@echo '[FAIL] Say which push: make $@ PUSH=p12. [bad-arguments]' >&2; exit 2)
# Several are told apart by commas: a target has none in its name.
comma := ,
each = $(foreach one,$(subst $(comma), ,$(2)),$(1) '$(one)')

.PHONY: login
login: ## Keep the hub's staff address and your token, for the commands below
	@$(COURSECTL) login $(if $(call said,URL),--url '$(call said,URL)')

.PHONY: release
release: ## Make a release that can be pushed: FROM=course, folder:NAME or https://… [REF=main]
	@$(COURSECTL) releases --from '$(or $(call said,FROM),course)' $(if $(call said,REF),--ref '$(call said,REF)')

.PHONY: releases
releases: ## List the releases
	@$(COURSECTL) releases

.PHONY: dates
dates: ## List the dates, or set a week's: WEEK=3 OPENS='Mon 09:00' DUE=… SOLUTIONS=…, none for never
	@$(COURSECTL) dates $(if $(call said,WEEK),--week '$(call said,WEEK)') $(if $(call said,OPENS),--release '$(call said,OPENS)') \
	    $(if $(call said,DUE),--due '$(call said,DUE)') $(if $(call said,SOLUTIONS),--solutions '$(call said,SOLUTIONS)')

.PHONY: push
push: ## Bring a week to the students: WEEK=3 [RELEASE=7] [TO=section:tue,student:ada] [DRY_RUN=1]
	$(need-week)
	@$(COURSECTL) push $(call each,--week,$(call said,WEEK)) $(if $(call said,RELEASE),--release '$(call said,RELEASE)') \
	    $(call each,--to,$(call said,TO)) $(if $(filter 1,$(call said,DRY_RUN)),--dry-run) --wait

.PHONY: pushes
pushes: ## List what was pushed; PUSH=p12: what it did, student by student
	@$(COURSECTL) $(if $(call said,PUSH),show '$(call said,PUSH)',pushes)

.PHONY: undo
undo: ## Take a push back; what students changed since stays: PUSH=p12
	$(need-push)
	@$(COURSECTL) undo '$(call said,PUSH)' --wait

.PHONY: retry
retry: ## Try again where a push failed: PUSH=p12
	$(need-push)
	@$(COURSECTL) retry '$(call said,PUSH)' --wait

.PHONY: handins
handins: ## Who has handed in: WEEK=3
	$(need-week)
	@$(COURSECTL) handins --week '$(call said,WEEK)'

.PHONY: collect
collect: ## Fetch what everybody handed in last: WEEK=3 [OUT=folder]
	$(need-week)
	@$(COURSECTL) collect --week '$(call said,WEEK)' $(if $(call said,OUT),--out '$(call said,OUT)')

.PHONY: mark
mark: ## Run the tests over what was handed in: WEEK=3
	$(need-week)
	@$(COURSECTL) mark --week '$(call said,WEEK)'

.PHONY: return
return: ## Give the students their feedback: WEEK=3
	$(need-week)
	@$(COURSECTL) return --week '$(call said,WEEK)'

.PHONY: marks
marks: ## Write the marks as CSV: WEEK=3 [OUT=marks.csv]
	$(need-week)
	@$(COURSECTL) marks --week '$(call said,WEEK)' $(if $(call said,OUT),--out '$(call said,OUT)')

.PHONY: audit
audit: ## Who did what with the course
	@$(COURSECTL) audit
