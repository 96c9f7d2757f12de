"""What is true at the services: people, teams and inboxes. It knows no table and no file."""

from dataclasses import dataclass, field


@dataclass
class Person:
    """A Crisp operator or invitation, or a Chatwoot agent."""
    # None for a Crisp invitation that has only an address.
    id: str | None
    email: str | None = None
    # Crisp has both, Chatwoot one name in `first`.
    first: str | None = None
    last: str | None = None
    title: str | None = None
    role: str | None = None
    # Crisp: whether the invitation was accepted; Chatwoot: whether the address was confirmed.
    joined: bool = True
    two_factor: bool | None = None
    availability: str | None = None
    last_active_at: str | None = None
    avatar: str | None = None
    # Other fields of the service, as in the column attributes.
    attributes: dict = field(default_factory=dict)

    @property
    def key(self):
        return self.id if self.id is not None else f"email:{self.email}"


@dataclass
class Group:
    """A team or an inbox."""
    type: str
    id: str
    name: str | None
    attributes: dict
    # The ids of people; of a Crisp inbox, those that it names itself.
    members: list = field(default_factory=list)
    # The people and teams that a Crisp inbox names besides.
    team_operators: list = field(default_factory=list)
    teams: list = field(default_factory=list)

    @property
    def key(self):
        return f"{self.type}:{self.id}"


@dataclass
class CustomRole:
    """A role that a Chatwoot account made itself."""
    id: int
    name: str | None
    permissions: str | None


@dataclass
class Reading:
    """How well a run could read a tenant."""
    failed: bool = False
    # read, omitted or missing; partly (Chatwoot): the part is missing, and some are there all the same.
    inboxes: str = "read"
    # read, omitted or missing.
    custom_roles: str = "read"
    # The keys of teams and inboxes (Chatwoot) whose members could not be read.
    lost: set = field(default_factory=set)
    # The keys of those that were deleted while they were read: not in the tables, and omitted.
    deleted: set = field(default_factory=set)
    # Chatwoot agents who joined between two lists: they are known as members alone, and the part is the account.
    strangers: set = field(default_factory=set)


@dataclass
class Tenant:
    """A Crisp website or a Chatwoot account."""
    service: str
    instance: str
    id: str
    name: str | None
    attributes: dict
    people: list = field(default_factory=list)
    # People who left and may still be members: id to (address, name).
    gone: dict = field(default_factory=dict)
    teams: list = field(default_factory=list)
    inboxes: list = field(default_factory=list)
    custom_roles: list = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)

    @property
    def key(self):
        return (self.service, self.instance, self.id)


@dataclass
class Source:
    """A service at one place."""
    service: str
    instance: str
    # Chatwoot's; None if it does not tell one.
    version: str | None = None
    # Whether its list of tenants could not be read to the end.
    is_short: bool = False


@dataclass
class World:
    """Everything at one moment."""
    # Milliseconds since the epoch.
    moment: int
    sources: list
    tenants: list

    def source(self, tenant):
        return next(source for source in self.sources if (source.service, source.instance) == tenant.key[:2])
