using Telephony.Domain.Identity;

namespace Telephony.SipTrunk.Messages;

/// <summary>A carrier of messages behind a trunk of <c>sbc-config</c>, by SIP MESSAGE.</summary>
public sealed record SipMessageOptions
{
    /// <summary>What a request of 1300 octets leaves for the text when its headers take what ours take.</summary>
    public const int UsualText = 800;

    /// <summary>Unique name of the carrier.</summary>
    public required string Carrier { get; init; }

    /// <summary>FQDN of the trunk.</summary>
    public required string Trunk { get; init; }

    /// <summary>Octets of UTF-8 in one text, both ways. RFC 3428 8: a request must not exceed 1300 octets unless every hop is known to control congestion, as TCP and TLS do.</summary>
    public int LargestText { get; init; } = UsualText;

    public int Window { get; init; } = 20;

    /// <summary>Without a final response by then the outcome is unknown. Timer F is 32 s.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>All that is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        if (Carrier.Length is 0 or > 64) mistakes.Add($"Carrier is \"{Carrier}\": a name of 1 to 64 characters.");
        if (!TrunkId.TryParse(Trunk, out _)) mistakes.Add($"Trunk is \"{Trunk}\": the fqdn of a trunk file.");
        if (LargestText is < 140 or > 60_000) mistakes.Add($"LargestText is {LargestText}: allowed are 140 to 60000; more than {UsualText} needs TCP or TLS on every hop (RFC 3428 8).");
        if (Window is < 1 or > 1000) mistakes.Add($"Window is {Window}: allowed are 1 to 1000.");
        if (AnswerLimit < TimeSpan.FromSeconds(1)) mistakes.Add("AnswerLimit is less than a second.");
        return mistakes;
    }
}
