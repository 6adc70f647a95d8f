"""A synthetic Belgium of any size, made in columns and copied straight into the register."""

from fla.demo.nation.fill import Filled as Filled
from fla.demo.nation.fill import fill_nation as fill_nation
