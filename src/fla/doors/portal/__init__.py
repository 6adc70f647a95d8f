"""The portal: server-rendered pages in four languages; it translates forms into declarations."""
