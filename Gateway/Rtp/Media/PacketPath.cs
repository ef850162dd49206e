using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Media;

/// <summary>
/// What a leg knows of the payload type it saw last. Nearly every packet has the type of the one before, and finds all that relaying it needs
/// here, in one cache line, without the plan and its formats. Forgotten whenever a plan, a bridge or a converter changes.
/// </summary>
internal struct PacketPath
{
    /// <summary>No payload type at all.</summary>
    public const byte Nothing = 0xFF;

    /// <summary>The payload type this is about.</summary>
    public byte PayloadType;

    /// <summary>Its number on the far leg, or <see cref="Nothing"/> while that has not agreed on it, or is not there.</summary>
    public byte FarType;

    /// <summary>It does not simply cross.</summary>
    public bool Diverts;

    /// <summary>Whether the plan lets the peer be heard.</summary>
    public bool Receives;

    public PayloadFormat Format;
}
