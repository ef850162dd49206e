using Telephony.Calls.Dialing;
using Telephony.Calls.Loop;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Redirections;

/// <summary>One Contact of a 3xx that is followed: where the call goes now, and what sent it there.</summary>
/// <param name="Before">How the call came to the trunk that redirects it; null: by its own number.</param>
/// <param name="Answer">Counts the 3xx of a search: the Contacts of one are alternatives to each other.</param>
/// <param name="From">The number that was redirected, normalised; empty: none.</param>
/// <param name="Status">Of the response.</param>
/// <param name="Cause">Why, as RFC 4458 counts it: <c>302</c> unconditional, <c>486</c> busy …</param>
/// <param name="Called">Where it goes: a normalised number, or the user part of a Contact that is called as it is.</param>
internal sealed record Redirection(Redirection? Before, int Answer, string From, int Status, string Cause, string Called)
{
    /// <summary>More in a row are not followed.</summary>
    public const int Most = 5;

    /// <summary>Parameters of the number that cross (RFC 4694, 4904).</summary>
    public string Parameters { get; init; } = "";

    /// <summary>The Contact, to be called as it is; null: the number goes by the rules of the trunk that takes it.</summary>
    public byte[]? Uri { get; init; }

    /// <summary>Which of the trunk's places; null: where the trunk is called anyhow.</summary>
    public (string Host, int Port, SipTransportKind Transport)? Place { get; init; }

    public int Depth => 1 + (Before?.Depth ?? 0);

    /// <summary>This and all that led to it, oldest first.</summary>
    public IReadOnlyList<Redirection> Chain => Before is null ? [this] : [.. Before.Chain, this];

    /// <summary>The numbers as the trunk is told them.</summary>
    /// <param name="identity">As it would be told them without a redirection.</param>
    public CallIdentity Outbound(CallIdentity identity, Trunk trunk, Call call) => identity with
    {
        Called = Uri is not null ? Called : NumberRewriter.Apply(Called, NumberDirection.OutboundCalled, call.Catalogue.NumberRules, trunk.NumberRules, call.Catalogue.Emergency).After,
        Parameters = Parameters,
    };

    /// <summary>The Request-URI for the trunk; the cause stands in it where the trunk is told of redirections at all (RFC 4458, RFC 7544).</summary>
    public byte[] RequestUri(CallIdentity told, Trunk trunk, InviteTarget target) =>
        Uri ?? target.Uri(told.Called, told.Parameters, trunk.Identity.HistoryInfo == ForwardingHeader.None ? "" : $";cause={Cause}");
}
