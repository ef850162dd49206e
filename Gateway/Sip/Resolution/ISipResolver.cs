using Telephony.Net.Loops;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Resolution;

/// <summary>Finds where a request goes (RFC 3263). One resolver serves all loops; every member may be called from any thread.</summary>
public interface ISipResolver
{
    /// <summary>True when the host is an address and no name server is needed: the fast path of most trunks. Nothing is posted.</summary>
    bool TryResolveNow(SipResolutionRequest request, out SipTarget target);

    /// <summary>Looks up and posts the outcome to <paramref name="loop"/>, always, also when it is known at once. Never throws for a bad name.</summary>
    void Resolve(SipResolutionRequest request, IEventLoop loop, Action<SipResolution> onResolved);

    /// <summary>Remembers for a while that this target did not answer: it comes last in what is resolved meanwhile.</summary>
    void MarkDead(in SipTarget target);

    /// <summary>Forgets that the target was dead.</summary>
    void MarkAlive(in SipTarget target);
}
