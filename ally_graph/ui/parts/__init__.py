"""What several pages share: tables, charts, findings, the map, menus, downloads."""
