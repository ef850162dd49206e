using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Parsing;

/// <summary>
/// The inspection of a new request by the side that answers it, in the order of RFC 3261 8.2: method, Request-URI, Require, body.
/// Pure: it says what to answer, <see cref="WriteHeaders"/> adds the headers that answer must carry.
/// </summary>
public static class RequestValidator
{
    /// <summary>0 when the request may be served, else the status code to refuse it with: 400, 405, 406, 415, 416, 420 or 501.</summary>
    public static int Inspect(SipMessage request, SipCapabilities capabilities)
    {
        if (!capabilities.Serves(request.Method))
        {
            return request.Method == SipMethod.Unknown ? 501 : 405;
        }
        if (!SipUriView.TryParse(request.RequestUri, out var uri))
        {
            return 400;
        }
        if (uri.Scheme == SipUriScheme.Other)
        {
            return 416;
        }
        if (request.Method == SipMethod.Register && !IsAddressOfRecord(request))
        {
            return 400;
        }
        if (request.Method is SipMethod.Ack or SipMethod.Cancel)
        {
            return 0;   // RFC 3261 8.2.2.3: Require is not looked at; neither can be refused for its body
        }
        return AllUnderstood(request, HeaderName.Require, capabilities) && AllUnderstood(request, HeaderName.ProxyRequire, capabilities)
            ? InspectBody(request, capabilities)
            : 420;
    }

    /// <summary>Allow for 405, Accept for 406 and 415, Unsupported for 420 (RFC 3261 8.2).</summary>
    public static void WriteHeaders(ref SipWriter writer, int statusCode, SipMessage request, SipCapabilities capabilities)
    {
        switch (statusCode)
        {
            case 405:
                writer.Header(HeaderName.Allow, capabilities.Allow);
                break;
            case 406:
                writer.Header(HeaderName.Accept, capabilities.Accept);
                break;
            case 415:
                writer.Header(HeaderName.Accept, capabilities.Accept);
                writer.Header(HeaderName.AcceptEncoding, "identity"u8);
                break;
            case 420:
                WriteUnsupported(ref writer, request, HeaderName.Require, capabilities);
                WriteUnsupported(ref writer, request, HeaderName.ProxyRequire, capabilities);
                break;
        }
    }

    private static bool IsAddressOfRecord(SipMessage request) => request.ToAddress.TryGetUri(out var to) && to.Scheme != SipUriScheme.Other;

    private static bool AllUnderstood(SipMessage request, HeaderName name, SipCapabilities capabilities)
    {
        foreach (var tag in request.Values(name))
        {
            if (!capabilities.Understands(tag))
            {
                return false;
            }
        }
        return true;
    }

    private static int InspectBody(SipMessage request, SipCapabilities capabilities)
    {
        if (request.Method == SipMethod.Invite && request.Has(HeaderName.Accept) && !AcceptsSdp(request))
        {
            return 406;
        }
        if (request.Body.IsEmpty || IsOptional(request))
        {
            return 0;
        }
        foreach (var encoding in request.Values(HeaderName.ContentEncoding))
        {
            if (!SipText.Same(encoding, "identity"u8))
            {
                return 415;
            }
        }
        return capabilities.Reads(request.ContentType) ? 0 : 415;
    }

    /// <summary>An INVITE is answered with SDP, so its sender must take it.</summary>
    private static bool AcceptsSdp(SipMessage request)
    {
        foreach (var range in request.Values(HeaderName.Accept))
        {
            var semicolon = range.IndexOf((byte)';');
            var type = SipText.Trim(semicolon < 0 ? range : range[..semicolon]);
            if (SipText.Same(type, "application/sdp"u8) || SipText.Same(type, "application/*"u8) || SipText.Same(type, "*/*"u8))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Content-Disposition: …;handling=optional (RFC 3261 20.11).</summary>
    private static bool IsOptional(SipMessage request) =>
        ParamReader.TryGet(AfterType(request.Header(HeaderName.ContentDisposition)), "handling"u8, out var handling) && SipText.Same(handling, "optional"u8);

    private static ReadOnlySpan<byte> AfterType(ReadOnlySpan<byte> value)
    {
        var semicolon = value.IndexOf((byte)';');
        return semicolon < 0 ? default : value[semicolon..];
    }

    private static void WriteUnsupported(ref SipWriter writer, SipMessage request, HeaderName name, SipCapabilities capabilities)
    {
        foreach (var tag in request.Values(name))
        {
            if (!capabilities.Understands(tag))
            {
                writer.Header(HeaderName.Unsupported, tag);
            }
        }
    }
}
