"""The search for better parameters of the trees, on folds inside *train* alone."""

from collections.abc import Callable, Mapping
from pathlib import Path

import optuna
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

from solvable.models.boosting import cross_validate
from solvable.models.manifest import Tuning
from solvable.models.sample import Sample
from solvable.models.training_config import Boosting
from solvable.progress import Progress, Silent

__all__ = ["tune"]

# A trial is given up when it is behind the middle of the earlier ones at the same round: from this round on,
# looked at every so many.
GIVE_UP_FROM, LOOK_EVERY = 150, 50
# The learning rate is not searched: less is better, and slower.
SPACE: Mapping[str, BaseDistribution] = {
    "max_depth": IntDistribution(2, 8),
    "min_child_weight": FloatDistribution(1, 300, log=True),
    "row_share": FloatDistribution(0.4, 1),
    "feature_share": FloatDistribution(0.03, 1, log=True),
    "l2": FloatDistribution(0.1, 300, log=True),
}


class _GivenUp(Exception):  # noqa: N818  (how a trial ends, and no error)
    """The trial is behind the others, or its time is up."""


def tune(
    sample: Sample, config: Boosting, *, trials: Path, time_is_up: Callable[[], bool], progress: Progress
) -> tuple[Boosting, Tuning]:
    """Search for the parameters with the least log-loss on clients held out, until the time is up.

    The first trial has the parameters of the configuration and is always finished, so that what is found is
    never worse on these folds.

    Parameters
    ----------
    trials
        The file that keeps every trial; a search that finds it there goes on where it stopped.
    time_is_up
        Asked before every trial and after every round of one, which is then given up.

    Returns
    -------
    tuple
        The configuration with the best parameters, and an account of the search.
    """
    study = _open(trials, config.seed)
    progress.start("tune")
    if not study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)):
        study.enqueue_trial({name: getattr(config, name) for name in SPACE})
        _try(study, sample, config, lambda: False)
    while not time_is_up():
        _try(study, sample, config, time_is_up)
        progress.advance()
    found = _account(study)
    progress.finish(
        f"{found.n_trials} trials, {found.n_given_up} of them given up early: "
        f"log-loss {found.log_loss:.5f}, {found.log_loss_before:.5f} before"
    )
    return config.model_copy(update=study.best_params), found


def _open(trials: Path, seed: int) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    trials.parent.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(trials))),
        study_name="boosting",
        load_if_exists=True,
        direction="minimize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(n_warmup_steps=GIVE_UP_FROM, interval_steps=LOOK_EVERY),
    )
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING, TrialState.WAITING)):
        study.tell(trial.number, state=TrialState.FAIL)  # Cut off when an earlier search was ended.
    return study


def _try(study: optuna.Study, sample: Sample, config: Boosting, time_is_up: Callable[[], bool]) -> None:
    trial = study.ask(dict(SPACE))

    def watch(iteration: int, log_loss: float) -> None:
        trial.report(log_loss, iteration)
        if time_is_up() or trial.should_prune():
            raise _GivenUp

    try:
        found = cross_validate(sample, config.model_copy(update=trial.params), progress=Silent(), on_round=watch)
    except _GivenUp:
        study.tell(trial, state=TrialState.PRUNED)
    else:
        study.tell(trial, found.log_loss)


def _account(study: optuna.Study) -> Tuning:
    whole = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    given_up = study.get_trials(deepcopy=False, states=(TrialState.PRUNED,))
    return Tuning(
        n_trials=len(whole) + len(given_up),
        n_given_up=len(given_up),
        log_loss_before=float(whole[0].value or 0),
        log_loss=study.best_value,
    )
