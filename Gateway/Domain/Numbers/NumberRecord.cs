using Telephony.Domain.Identity;

namespace Telephony.Domain.Numbers;

/// <summary>What a number may be used for.</summary>
[Flags]
public enum NumberCapabilities : byte
{
    None = 0,
    VoiceIn = 1,
    VoiceOut = 2,
    SmsIn = 4,
    SmsOut = 8,
    Voice = VoiceIn | VoiceOut,
    All = Voice | SmsIn | SmsOut,
}

/// <summary>A number, or a block of numbers, that the gateway answers for. Numbers are unique across all resources: nobody else can own a public number too.</summary>
public sealed record NumberRecord
{
    /// <summary>Of a label or owner.</summary>
    public const int LongestText = 256;

    public ResourceId Resource { get; init; } = ResourceId.Default;

    public required NumberRange Range { get; init; }

    /// <summary>For people; at most <see cref="LongestText"/> characters.</summary>
    public string Label { get; init; } = "";

    /// <summary>Who pays for it or uses it, in the operator's own words; at most <see cref="LongestText"/> characters.</summary>
    public string Owner { get; init; } = "";

    public NumberCapabilities Capabilities { get; init; } = NumberCapabilities.Voice;

    public required Destination Destination { get; init; }

    /// <summary>Null: the operator's own, entered by hand or by a file. Written once, by the order that bought it; entering the number again leaves it.</summary>
    public NumberPurchase? Purchase { get; init; }
}
