using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Transfer;

/// <summary>What a REFER of ours says: the Refer-To as the referred side may know it, and who refers.</summary>
/// <param name="Value">Of the header, in angle brackets.</param>
/// <param name="ReferredBy">Values of Referred-By, a line each.</param>
/// <param name="Replaced">The leg whose dialog is to be replaced, as its peer knows it; null: a plain call.</param>
internal sealed record ReferTo(byte[] Value, IReadOnlyList<byte[]> ReferredBy, Leg? Replaced = null)
{
    /// <summary>
    /// A number, by the trunk's outbound rules, at the place where our Contact is, so that a peer which calls it reaches us, or at the trunk's own name
    /// (<c>transfer.referTo</c>); the parameters that the URI had go along byte for byte.
    /// </summary>
    /// <param name="number">Normalised.</param>
    /// <param name="parameters">Such as <c>;x-m=8:orgid:1</c>; empty: none.</param>
    /// <param name="headers">For the request to the target.</param>
    public static ReferTo Number(Call call, Leg referred, string number, ReadOnlySpan<byte> parameters, IReadOnlyList<byte[]> referredBy, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        var trunk = referred.Trunk;
        var wanted = call.Outbound(call.Identity with { Called = number }, trunk).Called;
        var host = trunk.Transfer.ReferTo == ReferHost.Service && referred.Dialog?.Local is { } local
            ? Encoding.UTF8.GetString(local.SentBy.Span) + (local.Kind == SipTransportKind.Udp ? "" : ";transport=" + (local.Kind == SipTransportKind.Tcp ? "tcp" : "tls"))
            : InviteTarget.Of(trunk, call.Shard.Listeners).HostPort;
        var phone = ParamReader.TryGet(parameters, "user"u8, out _) ? "" : ";user=phone";
        return new ReferTo([.. Encoding.UTF8.GetBytes($"<sip:{SipUserText.Escape(wanted)}@{host}{phone}"), .. parameters, .. Query(headers), (byte)'>'], referredBy);
    }

    /// <summary>Any URI, as it is.</summary>
    public static ReferTo Uri(ReadOnlySpan<byte> uri, IReadOnlyList<byte[]> referredBy, IReadOnlyList<KeyValuePair<string, string>>? headers = null) => new([(byte)'<', .. uri, .. Query(headers), (byte)'>'], referredBy);

    /// <summary>Headers as a URI carries them; the name of one is a token, and stays.</summary>
    private static byte[] Query(IReadOnlyList<KeyValuePair<string, string>>? headers)
    {
        var query = new List<byte>();
        foreach (var (name, value) in headers ?? [])
        {
            query.Add((byte)(query.Count == 0 ? '?' : '&'));
            query.AddRange(Encoding.ASCII.GetBytes(name));
            query.Add((byte)'=');
            query.AddRange(UriHeaders.Escape(Encoding.UTF8.GetBytes(value)));
        }
        return [.. query];
    }

    /// <summary>The peer of a leg on the same trunk as the referred side: its Contact, and our dialog with it, seen from there (RFC 5589 7.3, RFC 3891 3).</summary>
    public static ReferTo Replacing(Leg replaced, IReadOnlyList<byte[]> referredBy)
    {
        var dialog = replaced.Dialog!;   // a leg without one is not replaced
        byte[] replaces = [.. dialog.CallId.Span, .. ";to-tag="u8, .. dialog.RemoteTag.Span, .. ";from-tag="u8, .. dialog.LocalTag.Span];
        return new ReferTo([(byte)'<', .. dialog.RemoteTarget.Span, .. "?Replaces="u8, .. UriHeaders.Escape(replaces), (byte)'>'], referredBy, replaced);
    }

    /// <summary>Without what is behind the question mark.</summary>
    public override string ToString() => Encoding.UTF8.GetString(UriHeaders.Without(Value.AsSpan(1, Value.Length - 2)));
}
