using Telephony.Net.Addresses;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Transactions;

/// <summary>What stands in a response of ours beyond what the request dictates.</summary>
internal ref struct ResponseParts
{
    public int Status;

    /// <summary>Empty: the usual phrase.</summary>
    public ReadOnlySpan<byte> Reason;

    /// <summary>Added to To when the request has no tag there; empty: none (100).</summary>
    public ReadOnlySpan<byte> ToTag;

    /// <summary>Record-Route is copied into responses that make a dialog (12.1.1).</summary>
    public bool CopyRecordRoute;
    public bool HasContact;
    public ReadOnlySpan<byte> ContactUser;

    /// <summary>Number of a reliable provisional response (RFC 3262); 0: it is none.</summary>
    public uint RSeq;

    /// <summary>Whole lines: Server, Allow, Supported.</summary>
    public ReadOnlySpan<byte> Common;
    public ReadOnlySpan<byte> ContentType;
    public ReadOnlySpan<byte> Body;
}

/// <summary>Writes a response (RFC 3261 8.2.6) and says where it goes (18.2.2 with RFC 3581).</summary>
internal static class ResponseWriter
{
    public static void Write<TState>(
        SipBuffer scratch, SipMessage request, in SipSource source, scoped in ResponseParts parts, HeaderWriter<TState>? headers, TState state)
    {
        var writer = new SipWriter(scratch);
        writer.StatusLine(parts.Status, parts.Reason);
        Vias(ref writer, request, source);
        if (parts.CopyRecordRoute) writer.Copy(request, HeaderName.RecordRoute);
        writer.Header(HeaderName.From, request.From);
        writer.Begin(HeaderName.To);
        writer.Append(request.To);
        if (!parts.ToTag.IsEmpty && request.ToTag.IsEmpty)
        {
            writer.Append(";tag="u8);
            writer.Append(parts.ToTag);
        }
        writer.EndLine();
        writer.Header(HeaderName.CallId, request.CallId);
        writer.Header(HeaderName.CSeq, request.Header(HeaderName.CSeq));
        if (parts.Status == 100) writer.Copy(request, HeaderName.Timestamp);
        if (parts.HasContact) RequestWriter.Contact(ref writer, source.Local, parts.ContactUser, default);
        writer.Raw(parts.Common);
        if (parts.RSeq != 0)
        {
            writer.Header(HeaderName.Require, Reliability.ReliableHeaders.OptionTag);
            writer.Header(HeaderName.RSeq, parts.RSeq);
        }
        headers?.Invoke(ref writer, state);
        writer.Body(parts.ContentType, parts.Body);
    }

    /// <summary>
    /// The connection the request came by while it is open, else a new one to its sender at the port of its Via; for UDP the source when <c>rport</c> asks
    /// for it, else its address at the port of the Via, or <c>maddr</c>.
    /// </summary>
    public static SipTarget TargetOf(SipMessage request, in SipSource source)
    {
        var via = request.TopVia;
        var back = source.Back();
        if (source.Kind == SipTransportKind.Udp && via.HasRPort) return back;
        var port = via.Port != 0 ? via.Port : source.Kind.DefaultPort();
        var remote = source.Kind == SipTransportKind.Udp && HostText.TryAddress(via.Maddr, out var maddr) ? NetEndpoint.From(maddr, port) : source.Remote.WithPort(port);
        return back with { Remote = remote };
    }

    private static void Vias(ref SipWriter writer, SipMessage request, in SipSource source)
    {
        var first = true;
        foreach (var value in request.Values(HeaderName.Via))
        {
            writer.Begin(HeaderName.Via);
            if (first) TopVia(ref writer, request.TopVia, source);
            else writer.Append(value);
            writer.EndLine();
            first = false;
        }
    }

    /// <summary>With <c>received</c> and the value of <c>rport</c> as we saw them, whatever stood there (18.2.1, RFC 3581 4).</summary>
    private static void TopVia(ref SipWriter writer, ViaView via, in SipSource source)
    {
        if (!via.IsValid)
        {
            writer.Append(via.Raw);
            return;
        }
        writer.Append(via.Raw[..^via.Params.Length]);
        foreach (var parameter in new ParamReader(via.Params))
        {
            if (SipText.Same(parameter.Name, "received"u8) || SipText.Same(parameter.Name, "rport"u8)) continue;
            writer.Append(";"u8);
            writer.Append(parameter.Name);
            if (parameter.Value.IsEmpty) continue;
            writer.Append("="u8);
            writer.Append(parameter.Value);
        }
        Span<byte> text = stackalloc byte[64];
        var address = text[..AddressText.Write(source.Remote, text)];
        var host = via.Host is [(byte)'[', .. var inner, (byte)']'] ? inner : via.Host;
        if (via.HasRPort || !SipText.Same(host, address))
        {
            writer.Append(";received="u8);
            writer.Append(address);
        }
        if (!via.HasRPort) return;
        writer.Append(";rport="u8);
        writer.Append(source.Remote.Port);
    }
}
