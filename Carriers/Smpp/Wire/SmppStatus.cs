namespace Telephony.Smpp.Wire;

/// <summary>command_status (SMPP 3.4 5.1.3; the last three of 5.0 4.7.6).</summary>
internal enum SmppStatus : uint
{
    Ok = 0x0,
    InvalidMessageLength = 0x1,
    InvalidCommandLength = 0x2,
    InvalidCommandId = 0x3,
    IncorrectBindStatus = 0x4,
    AlreadyBound = 0x5,
    InvalidPriority = 0x6,
    InvalidRegisteredDelivery = 0x7,
    SystemError = 0x8,
    InvalidSource = 0xA,
    InvalidDestination = 0xB,
    InvalidMessageId = 0xC,
    BindFailed = 0xD,
    InvalidPassword = 0xE,
    InvalidSystemId = 0xF,
    QueueFull = 0x14,
    InvalidServiceType = 0x15,
    InvalidEsmClass = 0x43,
    SubmitFailed = 0x45,
    InvalidSourceTon = 0x48,
    InvalidDestinationTon = 0x50,
    InvalidSystemType = 0x53,
    Throttled = 0x58,
    InvalidSchedule = 0x61,
    InvalidExpiry = 0x62,
    TemporaryError = 0x64,
    PermanentError = 0x65,
    RejectedByApplication = 0x66,
    QueryFailed = 0x67,
    InvalidTlvStream = 0xC0,
    TlvNotAllowed = 0xC1,
    InvalidTlvLength = 0xC2,
    MissingTlv = 0xC3,
    InvalidTlvValue = 0xC4,
    DeliveryFailure = 0xFE,
    UnknownError = 0xFF,
    ServiceTypeUnauthorized = 0x100,
    ProhibitedDestination = 0x101,
    ServiceUnavailable = 0x102,
    ServiceDenied = 0x103,
    InvalidDataCoding = 0x104,
}

/// <summary>What an error means for the message that it answers.</summary>
internal static class SmppStatuses
{
    /// <summary>The centre did not take the message now and may take it later: its queue, its rate, a fault of the moment (SMPP 3.4 5.1.3).</summary>
    public static bool IsTemporary(this SmppStatus status) => status is
        SmppStatus.QueueFull or SmppStatus.Throttled or SmppStatus.SystemError or SmppStatus.TemporaryError or SmppStatus.IncorrectBindStatus or SmppStatus.ServiceUnavailable;

    /// <summary>"ESME_RTHROTTLED (0x58)" for the usual ones, else the number.</summary>
    public static string ToWord(this SmppStatus status) => Enum.IsDefined(status) ? $"{status} (0x{(uint)status:X})" : $"0x{(uint)status:X}";
}
