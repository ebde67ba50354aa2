"""Everything that is kept: per noun the SQL and its typed functions side by side, all over one `Store`."""
