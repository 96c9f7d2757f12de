"""What runs the shards of a plan: real schedulers, and stand-ins that do what a sample's own rules say."""
