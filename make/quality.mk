##@ Quality

DEV := .venv/dev/bin

.PHONY: venv-dev
venv-dev:
	@scripts/venv dev

.PHONY: check
check: venv-dev ## Linters, types and unit tests, without Docker; ONLY="mypy ruff" runs some
	@$(DEV)/python -m scripts.checks $(ONLY)

.PHONY: fmt
fmt: venv-dev ## Put the code into its one format
	@$(DEV)/ruff check --quiet --fix --exit-zero .
	@$(DEV)/ruff format --quiet .

.PHONY: test
test: venv-dev venv-deploy ## Everything: check, deploy into a state of its own, test, clean up
	@$(DEV)/python -m scripts.suite check deploy docker e2e

.PHONY: test-unit
test-unit: venv-dev ## The unit tests alone
	@$(DEV)/pytest -q -m 'not docker and not browser and not e2e and not slow'

.PHONY: test-docker
test-docker: venv-dev venv-deploy ## What needs Docker and the images, but no hub
	@$(DEV)/python -m scripts.suite images docker

.PHONY: test-e2e
test-e2e: venv-dev venv-deploy ## A hub of its own, used with a real browser; KEEP=1 leaves it there
	@$(DEV)/python -m scripts.suite deploy e2e

.PHONY: test-long
test-long: venv-dev venv-deploy ## What takes too long for `make test`
	@$(DEV)/python -m scripts.suite deploy long

.PHONY: lock
lock: venv-dev ## Renew the locks of the Python packages; UPGRADE=1 takes newer versions
	@UPGRADE='$(UPGRADE)' scripts/lock
