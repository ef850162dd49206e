namespace Telephony.Audio.Detection;

/// <summary>What a network says by tones (ITU-T E.180, E.182).</summary>
public enum CallProgress : byte
{
    None,
    DialTone,
    Ringback,
    Busy,

    /// <summary>Congestion, or reorder: as busy, twice as fast.</summary>
    Congestion,

    /// <summary>Special information tones, three rising ones: the number is not in use, or an announcement follows.</summary>
    SpecialInformation,

    /// <summary>A calling or answering fax machine.</summary>
    Fax,
}
