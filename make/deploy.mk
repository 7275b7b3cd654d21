##@ Deploy

# SSH brings the caller's LANG along, and Ansible does not start where that locale is not installed.
export LC_ALL := C.UTF-8

# Where the hub's data lies; .env, or the file that DOTENV names, may say it once and for all.
SETTINGS := $(or $(if $(filter command line,$(origin DOTENV)),$(DOTENV)),.env)
STATE ?= $(or $(strip $(shell sed -nE "s/^(export +)?LLMHUB_STATE_DIR *= *[\"']?([^\"'#]*).*/\2/p" \
    '$(SETTINGS)' 2>/dev/null | tail -n 1)),/srv/llmhub)
INVENTORY ?= ansible/inventory/localhost.yml
DEPLOY := .venv/deploy/bin

# Words that the playbook takes, all optional. Only those on the command line count: a shell may
# well have a NAME or a PORT of its own.
DEPLOY_WORDS := NAME PORT STAFF_PORT HUB_PORT PROXY_API_PORT COURSE_PORT SUBNET BIND IMAGE WEEK GPU DOTENV ADMIN SMOKE REGISTRY
DEPLOY_ENV = DEPLOY_STATE='$(STATE)' $(foreach word,$(DEPLOY_WORDS),\
    $(if $(filter command line,$(origin $(word))),DEPLOY_$(word)='$($(word))'))

# What is not root asks sudo; its environment is ours to choose.
SUDO := $(if $(filter-out 0,$(shell id -u)),sudo)
ROOT := $(SUDO) env LC_ALL=$(LC_ALL) PYTHONPATH=hub:. PYTHONDONTWRITEBYTECODE=1

.PHONY: venv-deploy
venv-deploy:
	@scripts/venv deploy

.PHONY: deploy
deploy: venv-deploy ## Install what is missing, build, start, and check as a student would
	@$(DEPLOY_ENV) ANSIBLE_CONFIG=ansible/ansible.cfg $(DEPLOY)/ansible-playbook -i $(INVENTORY) \
	    $(if $(SUDO),$(shell sudo -n true 2>/dev/null || echo --ask-become-pass)) \
	    $(if $(TAGS),--tags $(TAGS)) $(ARGS) ansible/site.yml

# What `make models` does: bring the store up to date, or what a word says. A shell may well have a
# FILE or a KIND of its own: only words on the command line count.
said = $(if $(filter command line,$(origin $(1))),$($(1)))
KIND_WORD = $(if $(call said,KIND),--kind '$(call said,KIND)')
FILE_WORD = $(if $(call said,FILE),--file '$(call said,FILE)')
MODELS_WORDS = $(if $(ADD),add '$(ADD)' $(KIND_WORD) $(FILE_WORD),\
    $(if $(REMOVE),remove $(foreach name,$(REMOVE),'$(name)') $(KIND_WORD),\
    $(if $(filter 1,$(VERIFY)),verify,$(if $(filter 1,$(LIST)),list,\
    $(if $(filter 1,$(SIZE)),size,$(if $(filter 1,$(PRUNE)),prune))))))

.PHONY: models
models: venv-deploy ## Bring the model store up to date; ADD= (FILE=, KIND=), REMOVE=, VERIFY=1, LIST=1, SIZE=1, PRUNE=1
	@$(if $(strip $(MODELS_WORDS)),$(ROOT) $(DEPLOY)/python -m models $(MODELS_WORDS) --state '$(STATE)',\
	    $(MAKE) --no-print-directory deploy TAGS=models)

# EXECUTE=1 runs every notebook before anything is released, MODELS=real does so with published models.
COURSE_MODELS := $(or $(filter real,$(call said,MODELS)),$(if $(filter 1,$(call said,EXECUTE)),own))
# A misspelt word must not look like a run.
COURSE_ODD := $(filter-out real,$(call said,MODELS)) $(filter-out 1,$(call said,EXECUTE))

.PHONY: course
course: venv-deploy ## Make a new release of the labs if something changed; EXECUTE=1, MODELS=real run them first
	$(if $(strip $(COURSE_ODD)),@echo '[FAIL] Say EXECUTE=1 or MODELS=real. [bad-arguments]' >&2; exit 2)
	@$(if $(COURSE_MODELS),$(ROOT) $(DEPLOY)/python -m bench.course --state '$(STATE)' --models $(COURSE_MODELS))
	@$(MAKE) --no-print-directory deploy TAGS=course

.PHONY: lock-images
lock-images: venv-deploy ## Record the digests of the images pulled from registries
	@$(ROOT) $(DEPLOY)/python -m images.build lock
