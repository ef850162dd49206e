using System.Collections.Immutable;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>The outcome of a look-up.</summary>
public abstract record SipResolution
{
    private SipResolution() { }

    /// <param name="Targets">At least one, in the order to try; those remembered as dead come last. Their <c>Local</c> is for the caller to fill.</param>
    public sealed record Found(ImmutableArray<SipTarget> Targets) : SipResolution;

    /// <param name="Sentence">For the call's trace: the names asked for and what became of them.</param>
    public sealed record Failed(ResolutionFault Fault, string Sentence) : SipResolution;
}

public enum ResolutionFault
{
    /// <summary>The name does not exist.</summary>
    NoSuchName,
    /// <summary>The name exists and has nothing that this request can use.</summary>
    NoUsableRecord,
    /// <summary>No name server answered in time.</summary>
    Timeout,
    /// <summary>A name server answered that it cannot, or nonsense.</summary>
    ServerFailure,
    /// <summary>The host is no domain name.</summary>
    BadName,
}
