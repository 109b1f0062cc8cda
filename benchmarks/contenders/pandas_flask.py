"""What a first version of such a service does: a frame in memory, filtered for each request, and `predict_proba`.

5,000 rows of numbers that stand in for features; the model learns from them when the process starts.
"""

import numpy as np
import pandas as pd
from flask import Flask, jsonify
from sklearn.ensemble import HistGradientBoostingClassifier

__all__ = ["application"]

N_CLIENTS, N_FEATURES, FIRST = 5_000, 300, 100_001

rng = np.random.default_rng(1)
values = rng.normal(size=(N_CLIENTS, N_FEATURES))
clients = pd.DataFrame(values, columns=[f"feature_{place}" for place in range(N_FEATURES)])
is_default = values[:, :5].sum(axis=1) + rng.normal(size=N_CLIENTS) > 3
model = HistGradientBoostingClassifier(max_iter=100, random_state=1).fit(clients, is_default)
clients.insert(0, "client_id", np.arange(FIRST, FIRST + N_CLIENTS))

application = Flask(__name__)


@application.get("/credit/<int:client_id>")
def credit(client_id: int):  # type: ignore[no-untyped-def]
    """Return the probability of default of one client."""
    row = clients[clients["client_id"] == client_id]
    proba = model.predict_proba(row.drop(columns="client_id"))[:, 1][0]
    return jsonify({"proba": float(proba)})
