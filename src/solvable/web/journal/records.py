"""The records, each written once: decisions and what they stand on, reviews, releases, and the chain that seals them.

Every record holds its whole content as one canonical text; its columns repeat parts of it to search by.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar, NoReturn

from django.db import models

from solvable.errors import WrittenOnceError
from solvable.vocabulary import Verdict
from solvable.web.journal.chain import Link, Sealed

__all__ = [
    "RECORD_TYPES",
    "ChainLink",
    "Confirmation",
    "Decision",
    "Erasure",
    "IdempotencyKey",
    "Record",
    "Release",
    "ReleaseStep",
    "Review",
    "ReviewStep",
    "Scoring",
]

SHA256_LENGTH = 64
ACTOR_LENGTH = 170


class WrittenOnce(models.QuerySet[Any]):
    """Rows that are only added to. The database refuses the rest as well."""

    def update(self, **_values: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnceError(self.model.__name__)

    def delete(self) -> NoReturn:
        """Refuse."""
        raise WrittenOnceError(self.model.__name__)


class OnlyAdded(models.Model):
    """A row that is added, and then stays as it is."""

    objects = WrittenOnce.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Add the row; WrittenOnceError for one that is there."""
        if not self._state.adding:
            raise WrittenOnceError(type(self).__name__)
        super().save(*args, **(options | {"force_insert": True}))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refuse."""
        raise WrittenOnceError(type(self).__name__)


class Record(OnlyAdded):
    """What all records have.

    ``content`` and ``salt`` are null, and ``client_id`` with them, once they were erased; ``commitment`` binds
    them all the same. ``COLUMNS`` are those that repeat the content.
    """

    KIND: ClassVar[str]
    COLUMNS: ClassVar[tuple[str, ...]] = ()

    recorded_at = models.DateTimeField(db_index=True)
    recorded_by = models.CharField(max_length=ACTOR_LENGTH, help_text="person:NAME, key:START or system:TASK")
    client_id = models.BigIntegerField(null=True, db_index=True)
    content = models.TextField(null=True)
    salt = models.CharField(max_length=SHA256_LENGTH, null=True)
    commitment = models.CharField(max_length=SHA256_LENGTH)

    class Meta:
        """No table of its own; in the order of writing."""

        abstract = True
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.KIND} {self.pk}"

    def columns(self) -> dict[str, Any]:
        """Return what the columns say, as the content has it."""
        names = ("recorded_at", "recorded_by", "client_id", *self.COLUMNS)
        return {name: _as_json(getattr(self, name)) for name in names}

    def sealed(self) -> Sealed:
        """Return the record as the chain verifies it."""
        return Sealed(
            kind=self.KIND,
            record_id=self.pk,
            content=self.content,
            salt=self.salt,
            commitment=self.commitment,
            columns=self.columns(),
        )


class Scoring(Record):
    """A proposal that was decided upon: inputs, model, policy, result, reasons."""

    KIND = "scoring"
    COLUMNS = ("model_version", "model_checksum", "policy_version", "policy_checksum")

    model_version = models.CharField(max_length=100)
    model_checksum = models.CharField(max_length=SHA256_LENGTH)
    policy_version = models.CharField(max_length=100)
    policy_checksum = models.CharField(max_length=SHA256_LENGTH)


class Decision(Record):
    """What a person decided on a proposal; a correction names the decision that it takes the place of."""

    KIND = "decision"
    COLUMNS = ("scoring_id", "proposed", "taken", "needs_second", "corrects_id")

    scoring = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="decisions")
    proposed = models.CharField(max_length=10, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    taken = models.CharField(max_length=10, choices=[(verdict.value, verdict.value) for verdict in Verdict])
    needs_second = models.BooleanField(help_text="holds only once a second person confirmed it")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")


class Confirmation(Record):
    """What a second person says to a decision that waits for one."""

    KIND = "confirmation"
    COLUMNS = ("decision_id", "agrees")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="confirmation")
    agrees = models.BooleanField()


class Review(Record):
    """A client asks for a person to look again."""

    KIND = "review"
    COLUMNS = ("decision_id", "due_on")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField(db_index=True)


class ReviewStep(Record):
    """Somebody takes a review, or concludes it."""

    KIND = "review_step"
    COLUMNS = ("review_id", "step", "assigned_to", "decision_id")

    ASSIGNED, UPHELD, CHANGED = "assigned", "upheld", "changed"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)
    assigned_to = models.CharField(max_length=ACTOR_LENGTH, null=True)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")


class Release(Record):
    """Somebody proposes that a model and a policy serve."""

    KIND = "release"
    COLUMNS = ("model_version", "model_checksum", "policy_version", "policy_checksum")

    model_version = models.CharField(max_length=100)
    model_checksum = models.CharField(max_length=SHA256_LENGTH)
    policy_version = models.CharField(max_length=100)
    policy_checksum = models.CharField(max_length=SHA256_LENGTH)


class ReleaseStep(Record):
    """A release is approved, refused, or let serve again; from the first and last of these on it serves."""

    KIND = "release_step"
    COLUMNS = ("release_id", "step")

    APPROVED, REFUSED, RESTORED = "approved", "refused", "restored"
    SERVES = (APPROVED, RESTORED)

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)


class Erasure(Record):
    """Contents that were erased, by kind and number, and on what grounds; it does not say whose they were."""

    KIND = "erasure"


class ChainLink(OnlyAdded):
    """One place of the audit chain; see :mod:`solvable.web.journal.chain`."""

    sequence = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    recorded_at = models.CharField(max_length=40, help_text="as it is sealed: ISO 8601, UTC")
    commitment = models.CharField(max_length=SHA256_LENGTH)
    previous = models.CharField(max_length=SHA256_LENGTH)
    seal = models.CharField(max_length=SHA256_LENGTH)

    class Meta:
        """A record is sealed once."""

        ordering: ClassVar = ["sequence"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "record_id"], name="sealed_once")]

    def __str__(self) -> str:
        return f"{self.sequence}:{self.seal}"

    def link(self) -> Link:
        """Return the link as the chain verifies it."""
        return Link(**{name: getattr(self, name) for name in Link.__slots__})


class IdempotencyKey(models.Model):
    """What was answered to a write, so that the same write sent again is answered and not done again."""

    owner = models.CharField(max_length=ACTOR_LENGTH, help_text="whose key it is: two programs may use the same")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=SHA256_LENGTH)
    status = models.PositiveSmallIntegerField()
    answer = models.TextField()
    client_id = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        """A key is used once by each owner."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="key_used_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


RECORD_TYPES: dict[str, type[Record]] = {
    model.KIND: model for model in (Scoring, Decision, Confirmation, Review, ReviewStep, Release, ReleaseStep, Erasure)
}


def _as_json(value: Any) -> Any:
    """Say a column's value as the content does."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, str | int | bool) else value.isoformat()
