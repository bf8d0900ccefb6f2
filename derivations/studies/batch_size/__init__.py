"""The paper's figures on steps against batch size."""
