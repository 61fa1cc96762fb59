"""Orders of people for walking large networks: colleagues who are in contact lie close in memory, which saves time."""

from __future__ import annotations

import numpy as np
from scipy import sparse

ENTRIES_WORTH_IT = 200_000
"""From how many entries of a matrix on the walks win more than the ordering takes."""


def reverse_cuthill_mckee(matrix: sparse.csr_array) -> np.ndarray:
    """The people of a symmetric matrix in an order in which those who are linked stand close to each other.

    Reverse Cuthill-McKee (Cuthill & McKee 1969, George 1971).

    >>> chain = sparse.csr_array([[0, 0, 1], [0, 0, 1], [1, 1, 0]])
    >>> reverse_cuthill_mckee(chain).tolist()
    [1, 2, 0]
    """
    return sparse.csgraph.reverse_cuthill_mckee(sparse.csr_matrix(matrix), symmetric_mode=True)


def walk_through(matrix: sparse.csr_array) -> np.ndarray:
    """The order in which to walk through the people of a symmetric matrix: side by side in a large one, else as it is.

    >>> walk_through(sparse.csr_array([[0, 0, 1], [0, 0, 1], [1, 1, 0]])).tolist()
    [0, 1, 2]
    """
    return reverse_cuthill_mckee(matrix) if matrix.nnz >= ENTRIES_WORTH_IT else np.arange(matrix.shape[0])


def reordered(matrix: sparse.csr_array, order: np.ndarray) -> sparse.csr_array:
    """The matrix with its people in another order; the columns of a row keep the order they had.

    >>> reordered(sparse.csr_array([[0, 5], [7, 0]]), np.array([1, 0])).toarray().tolist()
    [[0, 7], [5, 0]]
    """
    place = np.empty(len(order), dtype=matrix.indices.dtype)
    place[order] = np.arange(len(order))
    rows = matrix[order]
    return sparse.csr_array((rows.data, place[rows.indices], rows.indptr), shape=matrix.shape)
