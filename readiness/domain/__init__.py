"""Values and rules: profile + facts -> findings -> report.

Standard library only. Nothing here reads a file, a clock, a locale or the machine.
"""
