"""Charts as geometry: every mark and word is placed here, so that a template only writes it down."""

from auditor.reporters.html.charts.concentration import Concentration, concentration
from auditor.reporters.html.charts.gate_bars import Bar, gate_bars
from auditor.reporters.html.charts.money_map import FleetMap, fleet_map

__all__ = ["Bar", "Concentration", "FleetMap", "concentration", "fleet_map", "gate_bars"]
