# SPDX-License-Identifier: Apache-2.0
# Copyright: Stackwright contributors
"""Install pip into a bare virtual environment: stands in for get-pip.py, from what Python itself carries.

Arguments are those that ansible-test gives to get-pip.py, among them the wanted version (`pip==24.2`).
"""

import subprocess
import sys

subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
wanted = [argument for argument in sys.argv[1:] if argument.startswith("pip==")]
subprocess.run([sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *wanted], check=True)
