namespace Telephony.Smpp.Wire;

/// <summary>Optional parameters that are read or written (SMPP 3.4 5.3.2; congestion_state of 5.0 4.8.4.18).</summary>
internal enum TlvTag : ushort
{
    ReceiptedMessageId = 0x001E,
    AdditionalStatusText = 0x001D,
    UserMessageReference = 0x0204,
    SarReference = 0x020C,
    SarTotal = 0x020E,
    SarSequence = 0x020F,
    InterfaceVersion = 0x0210,
    NetworkErrorCode = 0x0423,
    MessagePayload = 0x0424,
    DeliveryFailureReason = 0x0425,
    MessageState = 0x0427,
    CongestionState = 0x0428,
}
