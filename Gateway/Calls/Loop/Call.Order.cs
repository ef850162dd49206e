using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Transit;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Loop;

/// <summary>The search for leg B: made with what leg A's INVITE says.</summary>
internal sealed partial class Call : IDialOrder
{
    string IDialOrder.Called => Record.Called ?? "";

    public CallIdentity Outbound(Trunk trunk) => Outbound(Identity with { Called = Record.Called ?? Identity.Called }, trunk);

    /// <summary>Any two numbers as the trunk wants them.</summary>
    public CallIdentity Outbound(CallIdentity identity, Trunk trunk)
    {
        var called = NumberOf(identity.Called, NumberDirection.OutboundCalled);
        return identity.Caller.Length == 0
            ? identity with { Called = called }
            : identity with { Called = called, Caller = NumberOf(identity.Caller, NumberDirection.OutboundCalling) };

        string NumberOf(string number, NumberDirection direction) =>
            NumberRewriter.Apply(number, direction, Catalogue.NumberRules, trunk.NumberRules, Catalogue.Emergency).After;
    }

    public byte[] RequestUri(Trunk trunk, InviteTarget target) =>
        _named ?? target.Uri(Outbound(trunk).Called, Identity.Parameters, Identity.Cause.Length > 0 && trunk.Identity.HistoryInfo != ForwardingHeader.None ? $";cause={Identity.Cause}" : "");

    public void WriteHeaders(ref SipWriter writer, CalleeLeg leg)
    {
        var trusted = TrustsBoth(leg.Trunk);
        if (IsOwn) WriteOwnHeaders(ref writer);
        else HeaderTransit.Copy(A.Request, trusted, From, leg.Trunk, ref writer);
        IdentityHeaders.Write(ref writer, this, leg, trusted);
    }

    /// <summary>The caller for a trunk of the trust domain (RFC 3325 9.1); nothing when nobody knows it.</summary>
    public void WriteAsserted(ref SipWriter writer, string caller)
    {
        if (caller.Length == 0) return;
        writer.Begin(HeaderName.PAssertedIdentity);
        writer.Append("<sip:"u8);
        writer.Append(SipUserText.Escape(caller));
        writer.Append("@"u8);
        writer.Append(Services.Options.Domain);
        writer.Append(">"u8);
        writer.EndLine();
    }

    public void OnForwarded()
    {
        if (!IsOwn) A.Progress(181, null, null, reliably: false);
    }

    public bool MayDial(bool first) => Recorder.MayDial(first);

    public bool PrepareOffer(CalleeLeg leg, out byte[] description, out string why) => Bridge.TryOffer(leg, out description, out why);

    public void Forget(CalleeLeg leg) => Bridge.Forget(leg);
}
