namespace Telephony.Smpp.Wire;

/// <summary>command_id (SMPP 3.4 5.1.2.1). The top bit marks a response.</summary>
internal enum SmppCommand : uint
{
    BindReceiver = 0x1,
    BindTransmitter = 0x2,
    QuerySm = 0x3,
    SubmitSm = 0x4,
    DeliverSm = 0x5,
    Unbind = 0x6,
    BindTransceiver = 0x9,
    Outbind = 0xB,
    EnquireLink = 0x15,
    AlertNotification = 0x102,
    DataSm = 0x103,
    GenericNack = 0x8000_0000,
    BindReceiverResp = 0x8000_0001,
    BindTransmitterResp = 0x8000_0002,
    QuerySmResp = 0x8000_0003,
    SubmitSmResp = 0x8000_0004,
    DeliverSmResp = 0x8000_0005,
    UnbindResp = 0x8000_0006,
    BindTransceiverResp = 0x8000_0009,
    EnquireLinkResp = 0x8000_0015,
    DataSmResp = 0x8000_0103,
}

internal static class SmppCommands
{
    private const uint Response = 0x8000_0000;

    public static bool IsResponse(this SmppCommand command) => ((uint)command & Response) != 0;

    public static SmppCommand ResponseTo(this SmppCommand command) => (SmppCommand)((uint)command | Response);
}
