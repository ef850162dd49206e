using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Transactions;

/// <summary>What stands in a new request of ours. Spans of the wire form, used during the writing only.</summary>
internal ref struct RequestParts
{
    public SipMethod Method;
    public ReadOnlySpan<byte> Uri;

    /// <summary>Whole Route lines.</summary>
    public ReadOnlySpan<byte> Routes;
    public int MaxForwards;

    /// <summary>Without tag.</summary>
    public ReadOnlySpan<byte> From;
    public ReadOnlySpan<byte> FromTag;

    /// <summary>Without tag.</summary>
    public ReadOnlySpan<byte> To;

    /// <summary>Empty outside a dialog.</summary>
    public ReadOnlySpan<byte> ToTag;
    public ReadOnlySpan<byte> CallId;
    public uint CSeq;

    /// <summary>Whether there is a Contact.</summary>
    public bool HasContact;
    public ReadOnlySpan<byte> ContactUser;

    /// <summary>Behind the bracket.</summary>
    public ReadOnlySpan<byte> ContactParameters;

    /// <summary>Inside the bracket, behind host and transport.</summary>
    public ReadOnlySpan<byte> ContactUriParameters;

    /// <summary>Whole lines of credentials.</summary>
    public ReadOnlySpan<byte> Credentials;

    /// <summary>Whole lines that every such request of this user agent has: Allow, Supported, User-Agent.</summary>
    public ReadOnlySpan<byte> Common;
    public ReadOnlySpan<byte> ContentType;
    public ReadOnlySpan<byte> Body;
}

/// <summary>Writes the requests of a user agent in one pass, remembering where the parts lie.</summary>
internal static class RequestWriter
{
    public static RequestImage Write<TState>(
        SipBuffer scratch, scoped in RequestParts parts, ListenPoint local, SipToken branch, HeaderWriter<TState>? headers, TState state, bool compact = false)
    {
        WriteTo(scratch, parts, local, branch, headers, state, out var layout, compact);
        return new RequestImage(scratch.Written, layout, parts.Method, parts.CSeq, branch, local);
    }

    public static void WriteTo<TState>(
        SipBuffer scratch, scoped in RequestParts parts, ListenPoint local, SipToken branch, HeaderWriter<TState>? headers, TState state, out RequestLayout layout, bool compact = false)
    {
        layout = default;
        var writer = new SipWriter(scratch, compact);
        var method = parts.Method.ToBytes();
        writer.RequestLine(method, parts.Uri);
        layout.Uri = Slot.At(method.Length + 1, writer.Written.Length - method.Length - 1 - " SIP/2.0\r\n".Length);
        writer.Begin(HeaderName.Via);
        var start = writer.Written.Length;
        AppendVia(ref writer, local, branch);
        layout.Via = Slot.At(start, writer.Written.Length - start);
        writer.EndLine();
        layout.Routes = Slot.At(writer.Written.Length, parts.Routes.Length);
        writer.Raw(parts.Routes);
        writer.Header(HeaderName.MaxForwards, parts.MaxForwards);
        layout.From = Party(ref writer, HeaderName.From, parts.From, parts.FromTag);
        layout.To = Party(ref writer, HeaderName.To, parts.To, parts.ToTag);
        writer.Begin(HeaderName.CallId);
        layout.CallId = Slot.At(writer.Written.Length, parts.CallId.Length);
        writer.Append(parts.CallId);
        writer.EndLine();
        layout.CSeq = CSeqLine(ref writer, parts.CSeq, method);
        if (parts.HasContact) layout.ContactHost = Contact(ref writer, local, parts.ContactUser, parts.ContactParameters, parts.ContactUriParameters);
        layout.Credentials = Slot.At(writer.Written.Length, parts.Credentials.Length);
        writer.Raw(parts.Credentials);
        writer.Raw(parts.Common);
        headers?.Invoke(ref writer, state);
        writer.Body(parts.ContentType, parts.Body);
    }

    /// <summary><c>SIP/2.0/UDP host:port;branch=z9hG4bK…;rport</c></summary>
    public static void AppendVia(ref SipWriter writer, ListenPoint local, SipToken branch)
    {
        Span<byte> text = stackalloc byte[SipToken.Length];
        branch.Write(text);
        writer.Append("SIP/2.0/"u8);
        writer.Append(local.Kind.ViaToken());
        writer.Append(" "u8);
        writer.Append(local.SentBy.Span);
        writer.Append(";branch=z9hG4bK"u8);
        writer.Append(text);
        if (local.Kind == SipTransportKind.Udp) writer.Append(";rport"u8);
        else if (local.Kind == SipTransportKind.Tls) writer.Append(";alias"u8);   // RFC 5923 8.1: requests to us may come back on this connection
    }

    /// <summary>Host, port and, where it is not UDP, the transport: how the other side reaches this listen point.</summary>
    public static void AppendHost(ref SipWriter writer, ListenPoint local)
    {
        writer.Append(local.SentBy.Span);
        if (local.Kind == SipTransportKind.Tcp) writer.Append(";transport=tcp"u8);
        else if (local.Kind == SipTransportKind.Tls) writer.Append(";transport=tls"u8);
    }

    /// <summary>The Contact line; returns where host, port and transport lie.</summary>
    public static Slot Contact(ref SipWriter writer, ListenPoint local, ReadOnlySpan<byte> user, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> uriParameters = default)
    {
        writer.Begin(HeaderName.Contact);
        writer.Append("<sip:"u8);
        if (!user.IsEmpty)
        {
            writer.AppendUri(user);
            writer.Append("@"u8);
        }
        var start = writer.Written.Length;
        AppendHost(ref writer, local);
        var host = Slot.At(start, writer.Written.Length - start);
        writer.Append(uriParameters);
        writer.Append(">"u8);
        writer.Append(parameters);
        writer.EndLine();
        return host;
    }

    /// <summary>The CSeq line; returns where its number lies.</summary>
    public static Slot CSeqLine(ref SipWriter writer, uint number, ReadOnlySpan<byte> method)
    {
        writer.Begin(HeaderName.CSeq);
        var start = writer.Written.Length;
        writer.Append(number);
        var slot = Slot.At(start, writer.Written.Length - start);
        writer.Append(" "u8);
        writer.Append(method);
        writer.EndLine();
        return slot;
    }

    private static Slot Party(ref SipWriter writer, HeaderName name, ReadOnlySpan<byte> value, ReadOnlySpan<byte> tag)
    {
        writer.Begin(name);
        var start = writer.Written.Length;
        writer.Append(value);
        if (!tag.IsEmpty)
        {
            writer.Append(";tag="u8);
            writer.Append(tag);
        }
        var slot = Slot.At(start, writer.Written.Length - start);
        writer.EndLine();
        return slot;
    }
}
