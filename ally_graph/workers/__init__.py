"""Work that takes long, done in processes beside the server: one session's thousand people slow nobody else's page.

`tasks` lists what they can do, `process` is what runs in each of them, and `pool` hands out the work.
"""
