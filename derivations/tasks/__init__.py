"""Work that runs anywhere: tasks of plain data, their store, sweeps and simulations."""
