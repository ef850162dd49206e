namespace Telephony.Smpp.Wire;

/// <summary>submit_sm and deliver_sm, which have the same fields (SMPP 3.4 4.4.1, 4.6.1), with the optional ones that matter here.</summary>
internal sealed record ShortMessage
{
    private const int LongestService = 6;
    private const int LongestTime = 17;
    private const int MostTlvs = 64;

    public string ServiceType { get; init; } = "";

    public SmppAddress Source { get; init; }

    public SmppAddress Destination { get; init; }

    public EsmClass EsmClass { get; init; }

    /// <summary>Relative or absolute time (SMPP 3.4 7.1.1); empty: the centre's own measure.</summary>
    public string ValidityPeriod { get; init; } = "";

    /// <summary>0 none, 1 at every end, 2 at failure only (SMPP 3.4 5.2.17).</summary>
    public byte RegisteredDelivery { get; init; }

    public byte DataCoding { get; init; }

    /// <summary>short_message, or message_payload where that is used.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Goes as message_payload (SMPP 3.4 5.3.2.32): up to 64 kB, the centre cuts it.</summary>
    public bool AsPayload { get; init; }

    /// <summary>Concatenation by parameters instead of a header in the content (SMPP 3.4 5.3.2.22 to 24); null: none.</summary>
    public Concatenation? Sar { get; init; }

    public string? ReceiptedMessageId { get; init; }

    public byte? MessageState { get; init; }

    /// <summary>Three octets: network type and error; empty: none.</summary>
    public ReadOnlyMemory<byte> NetworkError { get; init; }

    public void Write(PduWriter to)
    {
        to.Text(ServiceType).Byte(Source.Ton).Byte(Source.Npi).Text(Source.Text).Byte(Destination.Ton).Byte(Destination.Npi).Text(Destination.Text);
        to.Byte((byte)EsmClass).Byte(0).Byte(0).Text("").Text(ValidityPeriod).Byte(RegisteredDelivery).Byte(0).Byte(DataCoding).Byte(0);
        if (AsPayload) to.Byte(0).Tlv(TlvTag.MessagePayload, Content.Span);
        else to.Byte((byte)Content.Length).Octets(Content.Span);
        if (Sar is { } sar)
        {
            to.Tlv(TlvTag.SarReference, [(byte)(sar.Reference >> 8), (byte)sar.Reference]).Tlv(TlvTag.SarTotal, [(byte)sar.Total]).Tlv(TlvTag.SarSequence, [(byte)sar.Part]);
        }
    }

    /// <summary>Null if a mandatory field is cut short or too long; a broken optional parameter ends the reading of those.</summary>
    public static ShortMessage? TryRead(ReadOnlySpan<byte> body)
    {
        var reader = new PduReader(body);
        var service = reader.ReadText(LongestService + 1);
        var source = new SmppAddress(reader.ReadByte(), reader.ReadByte(), reader.ReadText(SmppAddress.Longest));
        var destination = new SmppAddress(reader.ReadByte(), reader.ReadByte(), reader.ReadText(SmppAddress.Longest));
        var esmClass = (EsmClass)reader.ReadByte();
        reader.ReadByte();      // protocol_id
        reader.ReadByte();      // priority_flag
        reader.ReadText(LongestTime);
        var validity = reader.ReadText(LongestTime);
        var registered = reader.ReadByte();
        reader.ReadByte();      // replace_if_present_flag
        var coding = reader.ReadByte();
        reader.ReadByte();      // sm_default_msg_id
        var content = reader.ReadOctets(reader.ReadByte()).ToArray();
        if (reader.IsBroken) return null;
        var message = new ShortMessage
        {
            ServiceType = service, Source = source, Destination = destination, EsmClass = esmClass, ValidityPeriod = validity, RegisteredDelivery = registered, DataCoding = coding, Content = content,
        };
        return ReadOptional(ref reader, message);
    }

    private static ShortMessage ReadOptional(ref PduReader reader, ShortMessage message)
    {
        var (reference, total, part) = (-1, 0, 0);
        for (var i = 0; i < MostTlvs && reader.TryReadTlv(out var tag, out var value); i++)
        {
            switch (tag)
            {
                case TlvTag.MessagePayload when message.Content.IsEmpty: message = message with { Content = value.ToArray(), AsPayload = true }; break;
                case TlvTag.ReceiptedMessageId: message = message with { ReceiptedMessageId = System.Text.Encoding.Latin1.GetString(value.TrimEnd((byte)0)) }; break;
                case TlvTag.MessageState when value.Length == 1: message = message with { MessageState = value[0] }; break;
                case TlvTag.NetworkErrorCode when value.Length == 3: message = message with { NetworkError = value.ToArray() }; break;
                case TlvTag.SarReference when value.Length == 2: reference = (value[0] << 8) | value[1]; break;
                case TlvTag.SarTotal when value.Length == 1: total = value[0]; break;
                case TlvTag.SarSequence when value.Length == 1: part = value[0]; break;
                default: break;
            }
        }
        return reference >= 0 && part >= 1 && part <= total ? message with { Sar = new Concatenation(reference, total, part) } : message;
    }
}

/// <summary>esm_class (SMPP 3.4 5.2.12).</summary>
[Flags]
internal enum EsmClass : byte
{
    None = 0,
    DeliveryReceipt = 0x04,
    IntermediateNotification = 0x20,
    UserDataHeader = 0x40,
}

/// <summary>Which part of how many; <paramref name="Part"/> begins at 1.</summary>
internal readonly record struct Concatenation(int Reference, int Total, int Part);
