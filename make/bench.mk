##@ Measure

# N students in ROUNDS rounds; STATE=... takes a hub that is deployed already, IMAGE=base-slim another
# notebook. Only words on the command line count, and they are named in the report; where the hub's
# folder lies is nobody's business.
BENCH_SAID := $(strip make bench $(foreach word,N ROUNDS STATE IMAGE,\
    $(if $(filter command line,$(origin $(word))),$(word)=$(if $(filter STATE,$(word)),...,$($(word))))))
BENCH_OPTIONS = $(if $(filter command line,$(origin N)),--students '$(N)') \
    $(if $(filter command line,$(origin ROUNDS)),--rounds '$(ROUNDS)') \
    $(if $(filter command line,$(origin STATE)),--state '$(STATE)') \
    $(if $(filter command line,$(origin IMAGE)),--image '$(IMAGE)')

.PHONY: bench
bench: venv-deploy ## Class start against a stock hub, in turns: N=10 ROUNDS=3 (minutes)
	@$(ROOT) $(DEPLOY)/python -m bench run --said '$(BENCH_SAID)' $(BENCH_OPTIONS)

.PHONY: bench-docs
bench-docs: venv-deploy ## Put the figures of the last `make bench` into docs/measurements.md
	@$(ROOT) $(DEPLOY)/python -m bench docs
