using System.Buffers;
using Telephony.Net.Addresses;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Transactions;

/// <summary>Where the parts of a request of ours lie in its bytes: in the order of the members.</summary>
internal struct RequestLayout
{
    public Slot Uri;

    /// <summary>The value of our Via, without name and line end.</summary>
    public Slot Via;

    /// <summary>All Route lines with their ends.</summary>
    public Slot Routes;
    public Slot From;
    public Slot To;
    public Slot CallId;

    /// <summary>The number in CSeq.</summary>
    public Slot CSeq;

    /// <summary>Host, port and transport parameter inside our Contact; empty without Contact.</summary>
    public Slot ContactHost;

    /// <summary>Authorization and Proxy-Authorization lines, where they are or would be.</summary>
    public Slot Credentials;
}

/// <summary>
/// The bytes of a request as sent, in a pooled array: repeated as they are, and the source from which its ACK, its CANCEL and its next attempt
/// (another target, credentials) are made, so that nothing else about it has to be kept.
/// </summary>
internal sealed class RequestImage
{
    private readonly RequestLayout _layout;
    private readonly int _length;
    private byte[]? _bytes;

    public RequestImage(ReadOnlySpan<byte> message, in RequestLayout layout, SipMethod method, uint cseq, SipToken branch, ListenPoint local)
    {
        (_layout, _length, Method, CSeq, Branch, Local) = (layout, message.Length, method, cseq, branch, local);
        _bytes = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(_bytes);
    }

    public SipMethod Method { get; }

    public uint CSeq { get; }

    /// <summary>Names the transaction; of a CANCEL with its lowest bit set, which does not stand on the wire.</summary>
    public SipToken Branch { get; }

    /// <summary>Whose name stands in Via and Contact.</summary>
    public ListenPoint Local { get; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public ReadOnlySpan<byte> Uri => _layout.Uri.Of(Bytes);

    public ReadOnlySpan<byte> Credentials => _layout.Credentials.Of(Bytes);

    public ReadOnlySpan<byte> Body => Bytes[(Bytes.IndexOf("\r\n\r\n"u8) + 4)..];

    public void Release()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
    }

    /// <summary>The ACK of a non-2xx response (17.1.1.3): same branch, same routes, To of the response.</summary>
    public ReadOnlySpan<byte> WriteAck(SipMessage response, SipBuffer scratch)
    {
        WriteCompanion(SipMethod.Ack, response.To, default, scratch, out _);
        return scratch.Written;
    }

    /// <summary>The CANCEL of this request (9.1): same branch, same routes, everything else the same but the method in CSeq.</summary>
    /// <param name="reason">Value of a Reason header; empty: none.</param>
    public RequestImage MakeCancel(ReadOnlySpan<byte> reason, SipBuffer scratch)
    {
        WriteCompanion(SipMethod.Cancel, _layout.To.Of(Bytes), reason, scratch, out var layout);
        return new RequestImage(scratch.Written, layout, SipMethod.Cancel, CSeq, Branch.WithLowBit(true), Local);
    }

    /// <summary>The same request for another attempt: new branch, perhaps another way, number and credentials (RFC 3263 4.3, RFC 3261 22.2).</summary>
    /// <param name="credentials">Whole lines; empty: none.</param>
    public RequestImage MakeNext(SipToken branch, ListenPoint local, uint cseq, ReadOnlySpan<byte> credentials, SipBuffer scratch)
    {
        var bytes = Bytes;
        var layout = _layout;
        var writer = new SipWriter(scratch);
        var from = 0;
        layout.Via = Replace(ref writer, bytes, ref from, _layout.Via);
        RequestWriter.AppendVia(ref writer, local, branch);
        layout.Via = Slot.At(layout.Via.Start, writer.Written.Length - layout.Via.Start);
        var shift = writer.Written.Length - from;
        (layout.Routes, layout.From, layout.To, layout.CallId) = (Moved(layout.Routes, shift), Moved(layout.From, shift), Moved(layout.To, shift), Moved(layout.CallId, shift));
        layout.CSeq = Replace(ref writer, bytes, ref from, _layout.CSeq);
        writer.Append(cseq);
        layout.CSeq = Slot.At(layout.CSeq.Start, writer.Written.Length - layout.CSeq.Start);
        if (_layout.ContactHost.Length > 0)
        {
            layout.ContactHost = Replace(ref writer, bytes, ref from, _layout.ContactHost);
            RequestWriter.AppendHost(ref writer, local);
            layout.ContactHost = Slot.At(layout.ContactHost.Start, writer.Written.Length - layout.ContactHost.Start);
        }
        layout.Credentials = Replace(ref writer, bytes, ref from, _layout.Credentials);
        writer.Raw(credentials);
        layout.Credentials = Slot.At(layout.Credentials.Start, credentials.Length);
        writer.Raw(bytes[from..]);
        return new RequestImage(writer.Written, layout, Method, cseq, branch, local);
    }

    /// <summary>Copies up to the slot, skips it, and tells where its replacement begins.</summary>
    private static Slot Replace(ref SipWriter writer, ReadOnlySpan<byte> bytes, ref int from, Slot slot)
    {
        writer.Raw(bytes[from..slot.Start]);
        from = slot.Start + slot.Length;
        return Slot.At(writer.Written.Length, 0);
    }

    private static Slot Moved(Slot slot, int by) => Slot.At(slot.Start + by, slot.Length);

    private void WriteCompanion(SipMethod method, ReadOnlySpan<byte> to, ReadOnlySpan<byte> reason, SipBuffer scratch, out RequestLayout layout)
    {
        var bytes = Bytes;
        layout = default;
        var writer = new SipWriter(scratch);
        writer.RequestLine(method, _layout.Uri.Of(bytes));
        layout.Uri = Slot.At(method.ToBytes().Length + 1, _layout.Uri.Length);
        layout.Via = Line(ref writer, HeaderName.Via, _layout.Via.Of(bytes));
        layout.Routes = Slot.At(writer.Written.Length, _layout.Routes.Length);
        writer.Raw(_layout.Routes.Of(bytes));
        writer.Header(HeaderName.MaxForwards, 70);
        layout.From = Line(ref writer, HeaderName.From, _layout.From.Of(bytes));
        layout.To = Line(ref writer, HeaderName.To, to);
        layout.CallId = Line(ref writer, HeaderName.CallId, _layout.CallId.Of(bytes));
        layout.CSeq = RequestWriter.CSeqLine(ref writer, CSeq, method.ToBytes());
        layout.Credentials = Slot.At(writer.Written.Length, 0);
        if (!reason.IsEmpty) writer.Header(HeaderName.Reason, reason);
        writer.NoBody();
    }

    private static Slot Line(ref SipWriter writer, HeaderName name, ReadOnlySpan<byte> value)
    {
        writer.Begin(name);
        var start = writer.Written.Length;
        writer.Append(value);
        writer.EndLine();
        return Slot.At(start, value.Length);
    }
}
