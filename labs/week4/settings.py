"""What the trainer is told: TRL's settings for a plan."""

from __future__ import annotations

from plan import Plan
from presets import steps_of

from llmlab.tuning import RunFolder, get_ready

get_ready()
from trl import SFTConfig


def training_settings(plan: Plan, run: RunFolder) -> SFTConfig:
    """Return TRL's settings; the loss is taken on the answers alone, which is its default."""
    cuda = plan.device.kind == "cuda"
    half = plan.device.half == "bfloat16"
    total, warmup = steps_of(len(plan.training), plan.recipe, plan.steps)
    return SFTConfig(
        output_dir=str(run.checkpoints),
        num_train_epochs=plan.recipe.epochs,
        max_steps=plan.steps,
        per_device_train_batch_size=plan.preset.batch,
        per_device_eval_batch_size=plan.preset.batch,
        gradient_accumulation_steps=plan.preset.accumulation,
        gradient_checkpointing=plan.preset.checkpointing,
        learning_rate=plan.recipe.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=warmup,
        max_length=plan.preset.length,
        packing=False,
        optim=plan.preset.optimizer,
        bf16=half,
        fp16=not half,
        use_cpu=not cuda,
        logging_steps=max(1, total // 9),
        eval_strategy="steps",
        eval_steps=max(1, total // 3),
        save_strategy="steps",
        save_steps=max(1, total // 6),
        save_total_limit=2,
        report_to="none",
        disable_tqdm=True,
        seed=plan.seed,
    )
