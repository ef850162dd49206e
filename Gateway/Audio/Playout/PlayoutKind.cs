namespace Telephony.Audio.Playout;

/// <summary>What is to be played next, for the length of one packet.</summary>
public enum PlayoutKind : byte
{
    /// <summary>Nothing is due: before the stream, in a pause of discontinuous transmission, or after the peer fell silent. Comfort noise or silence.</summary>
    Wait,

    /// <summary>The packet that is due.</summary>
    Play,

    /// <summary>The packet that is due, and one too many: decode it, and leave its sound out with a short cross-fade, so that the delay shrinks.</summary>
    Skip,

    /// <summary>The packet that is due is missing: restore or conceal it.</summary>
    Lost,

    /// <summary>The packet that is due may still come and is waited for: conceal, so that the delay grows.</summary>
    Hold,
}

/// <summary>Totals of one jitter buffer.</summary>
/// <param name="Lost">Packets concealed because they had not come when they were due; those that came later are counted again in <paramref name="Late"/>.</param>
/// <param name="Held">Times the delay grew by a packet.</param>
/// <param name="Skipped">Times it shrank by one.</param>
/// <param name="Overflowed">Packets thrown away because too many waited.</param>
/// <param name="Restarts">New sources, and jumps of the timestamp.</param>
public readonly record struct PlayoutStatistics(long Received, long Played, long Lost, long Late, long Duplicates, long Held, long Skipped, long Overflowed, long Restarts);
