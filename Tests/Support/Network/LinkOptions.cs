namespace Telephony.Support.Network;

/// <summary>How a way through the <see cref="VirtualNetwork"/> behaves. Chances are 0 to 1 and drawn from the network's seed.</summary>
/// <param name="Delay">From sending to receiving.</param>
/// <param name="Jitter">Up to this much more, drawn per datagram or segment; streams stay in order.</param>
/// <param name="Loss">Chance that a datagram disappears. Streams lose nothing.</param>
/// <param name="Reorder">Chance that a datagram is held back by <paramref name="ReorderBy"/> and so overtaken.</param>
/// <param name="Duplicate">Chance that a datagram arrives twice.</param>
/// <param name="Unreachable">Sending a datagram fails at once, connecting is refused.</param>
/// <param name="RefusedLater">A datagram is taken, and refused when its batch leaves.</param>
/// <param name="BlackHole">Everything disappears without a word; connecting times out.</param>
/// <param name="MaxSegmentBytes">Streams arrive in pieces of at most this size; 0 for as they were sent.</param>
/// <param name="RandomSegments">Piece sizes are drawn between 1 and <paramref name="MaxSegmentBytes"/>.</param>
public sealed record LinkOptions(
    TimeSpan Delay = default,
    TimeSpan Jitter = default,
    double Loss = 0,
    double Reorder = 0,
    TimeSpan ReorderBy = default,
    double Duplicate = 0,
    bool Unreachable = false,
    bool BlackHole = false,
    int MaxSegmentBytes = 0,
    bool RandomSegments = false,
    bool RefusedLater = false);
