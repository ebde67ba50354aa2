"""Aliases: two friendly words that hide an asker's name from mentors."""

from hashlib import blake2b

ADJECTIVES = (
    "Calm", "Bright", "Gentle", "Brave", "Quiet", "Steady", "Kind", "Clever", "Patient", "Warm",
    "Spry", "Sunny", "Silver", "Golden", "Amber", "Coral", "Misty", "Noble", "Merry", "Mellow",
    "Hardy", "Lucky", "Nimble", "Proud", "Royal", "Rustic", "Serene", "Tidy", "Vivid", "Wise",
    "Early", "Eager", "Fair", "Free", "Fresh", "Glad", "Honest", "Humble", "Jolly", "Keen",
    "Lively", "Loyal", "Maple", "Modest", "Neat", "Olive", "Polar", "Quick", "Ready", "Sturdy",
)  # fmt: skip
BIRDS = (
    "Heron", "Robin", "Swallow", "Finch", "Lark", "Wren", "Ibis", "Plover", "Crane", "Kestrel",
    "Osprey", "Falcon", "Dove", "Egret", "Curlew", "Thrush", "Starling", "Sparrow", "Oriole", "Tanager",
    "Puffin", "Petrel", "Gannet", "Tern", "Avocet", "Bulbul", "Hoopoe", "Myna", "Koel", "Weaver",
    "Sunbird", "Kite", "Harrier", "Hornbill", "Pelican", "Stork", "Swan", "Teal", "Pintail", "Lapwing",
    "Martin", "Swift", "Linnet", "Siskin", "Bunting", "Dipper", "Jay", "Magpie", "Quail", "Grouse",
)  # fmt: skip


def alias_for(platform: str, user_id: str, attempt: int) -> str:
    """Return an alias that does not tell who it is; a higher `attempt` gives another one."""
    pairs = len(ADJECTIVES) * len(BIRDS)
    digest = blake2b(f"{platform}:{user_id}".encode(), digest_size=8).digest()
    # 7919 is prime and no divisor of the number of pairs: the attempts visit every pair once.
    chosen = (int.from_bytes(digest) + attempt * 7919) % pairs
    alias = f"{ADJECTIVES[chosen % len(ADJECTIVES)]} {BIRDS[chosen // len(ADJECTIVES)]}"
    return alias if attempt < pairs else f"{alias} {attempt // pairs + 1}"
