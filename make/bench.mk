##@ Measure

# N students in ROUNDS rounds; STATE=... takes a hub that is deployed already, IMAGE=base-slim another
# notebook; ONLY=class, tuning (week 4's demo), push (to 100 students) or merge (the simulation)
# measures one part. Only words on the command line count, and they are named in the report; where
# the hub's folder lies is nobody's business.
BENCH_SAID := $(strip make bench $(foreach word,N ROUNDS STATE IMAGE ONLY,\
    $(if $(filter command line,$(origin $(word))),$(word)=$(if $(filter STATE,$(word)),...,$($(word))))))
BENCH_OPTIONS = $(if $(filter command line,$(origin N)),--students '$(N)') \
    $(if $(filter command line,$(origin ROUNDS)),--rounds '$(ROUNDS)') \
    $(if $(filter command line,$(origin STATE)),--state '$(STATE)') \
    $(if $(filter command line,$(origin IMAGE)),--image '$(IMAGE)') \
    $(if $(filter command line,$(origin ONLY)),--only '$(ONLY)')

# The simulation needs what the tests have, and nbdime; nothing else does.
BENCH_VENVS := $(if $(filter class tuning push,$(if $(filter command line,$(origin ONLY)),$(ONLY))),,venv-dev venv-nbdime)

.PHONY: venv-nbdime
venv-nbdime:
	@scripts/venv nbdime

.PHONY: bench
bench: venv-deploy $(BENCH_VENVS) ## Class start against a stock hub, week 4's demo, pushes, merges: N=10 ROUNDS=3, ONLY=push
	@$(ROOT) $(DEPLOY)/python -m bench run --said '$(BENCH_SAID)' $(BENCH_OPTIONS)

.PHONY: bench-docs
bench-docs: venv-deploy ## Put the figures of `make bench` and `make bench-gpu` into docs/measurements.md
	@$(ROOT) $(DEPLOY)/python -m bench docs

# BENCH_GPU is for the program's own words, such as "--card nvidia.com/gpu=1"; see `-m bench.gpu -h`.
.PHONY: bench-gpu
bench-gpu: venv-deploy ## On a machine with a card: QLoRA of an 8B model, memory and tokens a second
	@$(ROOT) $(DEPLOY)/python -m bench.gpu --said 'make bench-gpu$(if $(BENCH_GPU), BENCH_GPU="$(BENCH_GPU)")' \
	    $(BENCH_GPU)
