namespace Telephony.Domain.NumberRules;

/// <summary>Which way a call goes, and which of its numbers is meant.</summary>
public enum NumberDirection : byte
{
    /// <summary>Request-URI and To of a call from the trunk.</summary>
    InboundCalled,

    /// <summary>From and P-Asserted-Identity of a call from the trunk.</summary>
    InboundCalling,

    /// <summary>Request-URI and To of a call to the trunk.</summary>
    OutboundCalled,

    /// <summary>From and P-Asserted-Identity of a call to the trunk.</summary>
    OutboundCalling,
}

/// <summary>The four ordered lists of a trunk or of the gateway. In each list the first rule that matches wins; at most 400 rules in all four.</summary>
public sealed record NumberRuleLists
{
    public const int MostRules = 400;

    public static readonly NumberRuleLists None = new();

    public IReadOnlyList<NumberRule> InboundCalled { get; init; } = [];

    public IReadOnlyList<NumberRule> InboundCalling { get; init; } = [];

    public IReadOnlyList<NumberRule> OutboundCalled { get; init; } = [];

    public IReadOnlyList<NumberRule> OutboundCalling { get; init; } = [];

    /// <summary>Those of the tenant whose trunk it is, applied before these (DR-28); null: none.</summary>
    public NumberRuleLists? OfTenant { get; init; }

    public int Count => InboundCalled.Count + InboundCalling.Count + OutboundCalled.Count + OutboundCalling.Count;

    public IReadOnlyList<NumberRule> this[NumberDirection direction] => direction switch
    {
        NumberDirection.InboundCalled => InboundCalled,
        NumberDirection.InboundCalling => InboundCalling,
        NumberDirection.OutboundCalled => OutboundCalled,
        _ => OutboundCalling,
    };
}
