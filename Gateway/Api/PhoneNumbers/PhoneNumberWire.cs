using System.Text.Json.Serialization;

namespace Telephony.Api.PhoneNumbers;

internal sealed record CapabilitiesWire
{
    public string? Calling { get; init; }

    public string? Sms { get; init; }
}

internal sealed record CostWire(decimal Amount, string CurrencyCode)
{
    public string BillingFrequency { get; init; } = "monthly";
}

internal sealed record ErrorWire(string Code, string Message);

internal sealed record CountryWire(string LocalizedName, string CountryCode);

internal sealed record CountriesWire(IReadOnlyList<CountryWire> Countries, string? NextLink);

internal sealed record DivisionWire(string LocalizedName, string AbbreviatedName);

internal sealed record LocalityWire(string LocalizedName, DivisionWire? AdministrativeDivision);

internal sealed record LocalitiesWire(IReadOnlyList<LocalityWire> PhoneNumberLocalities, string? NextLink);

internal sealed record AreaCodeWire(string AreaCode);

internal sealed record AreaCodesWire(IReadOnlyList<AreaCodeWire> AreaCodes, string? NextLink);

internal sealed record OfferingWire(string PhoneNumberType, string AssignmentType, CapabilitiesWire AvailableCapabilities, CostWire Cost);

internal sealed record OfferingsWire(IReadOnlyList<OfferingWire> PhoneNumberOfferings, string? NextLink);

internal sealed record SearchRequest
{
    public string? PhoneNumberType { get; init; }

    public string? AssignmentType { get; init; }

    public CapabilitiesWire? Capabilities { get; init; }

    public string? AreaCode { get; init; }

    public int? Quantity { get; init; }
}

internal sealed record SearchResultWire(string SearchId, IReadOnlyList<string> PhoneNumbers, string PhoneNumberType, string AssignmentType, CapabilitiesWire Capabilities, CostWire Cost, DateTimeOffset SearchExpiresBy)
{
    public bool IsAgreementToNotResellRequired { get; init; }

    public int ErrorCode { get; init; }

    public string Error { get; init; } = "NoError";
}

internal sealed record PurchaseRequest
{
    public string? SearchId { get; init; }

    public bool? AgreeToNotResell { get; init; }
}

internal sealed record BrowseRequest
{
    public string? PhoneNumberType { get; init; }

    public string? AssignmentType { get; init; }

    public CapabilitiesWire? Capabilities { get; init; }

    public IReadOnlyList<string?>? PhoneNumberPrefixes { get; init; }
}

internal sealed record BrowseResultWire(IReadOnlyList<AvailableNumberWire> PhoneNumbers);

/// <summary>Both ways: callers send back what they were shown.</summary>
internal sealed record AvailableNumberWire
{
    public string? Id { get; init; }

    public string? CountryCode { get; init; }

    public string? PhoneNumber { get; init; }

    public CapabilitiesWire? Capabilities { get; init; }

    public string? PhoneNumberType { get; init; }

    public string? AssignmentType { get; init; }

    public CostWire? Cost { get; init; }

    public string? Status { get; init; }

    public bool? IsAgreementToNotResellRequired { get; init; }

    public ErrorWire? Error { get; init; }
}

/// <summary>A merge patch (RFC 7396): a number of null is to go.</summary>
internal sealed record ReservationPatch
{
    public IReadOnlyDictionary<string, AvailableNumberWire?>? PhoneNumbers { get; init; }
}

internal sealed record ReservationWire(string Id, DateTimeOffset ExpiresAt, string Status)
{
    /// <summary>By digits; not in lists.</summary>
    public IReadOnlyDictionary<string, AvailableNumberWire>? PhoneNumbers { get; init; }
}

internal sealed record ReservationsWire(IReadOnlyList<ReservationWire> Reservations, string? NextLink);

internal sealed record OperationWire(string Id, string OperationType, string Status, DateTimeOffset CreatedDateTime, DateTimeOffset LastActionDateTime)
{
    public string? ResourceLocation { get; init; }

    public ErrorWire? Error { get; init; }
}

internal sealed record PurchasedNumberWire(string Id, string PhoneNumber, string CountryCode, string PhoneNumberType, CapabilitiesWire Capabilities, string AssignmentType, DateTimeOffset PurchaseDate, CostWire Cost);

internal sealed record PurchasedNumbersWire(IReadOnlyList<PurchasedNumberWire> PhoneNumbers, string? NextLink);

internal sealed record OperatorRequest
{
    public IReadOnlyList<string?>? PhoneNumbers { get; init; }

    public OperatorOptionsWire? Options { get; init; }
}

internal sealed record OperatorOptionsWire
{
    public bool? IncludeAdditionalOperatorDetails { get; init; }
}

internal sealed record OperatorResultWire(IReadOnlyList<OperatorWire> Values);

internal sealed record OperatorWire(string PhoneNumber, string NationalFormat, string InternationalFormat)
{
    public string? IsoCountryCode { get; init; }

    public string? NumberType { get; init; }

    public OperatorDetailsWire? OperatorDetails { get; init; }
}

internal sealed record OperatorDetailsWire(string Name)
{
    public string? MobileNetworkCode { get; init; }

    public string? MobileCountryCode { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CountriesWire))]
[JsonSerializable(typeof(LocalitiesWire))]
[JsonSerializable(typeof(AreaCodesWire))]
[JsonSerializable(typeof(OfferingsWire))]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(SearchResultWire))]
[JsonSerializable(typeof(PurchaseRequest))]
[JsonSerializable(typeof(BrowseRequest))]
[JsonSerializable(typeof(BrowseResultWire))]
[JsonSerializable(typeof(ReservationPatch))]
[JsonSerializable(typeof(ReservationWire))]
[JsonSerializable(typeof(ReservationsWire))]
[JsonSerializable(typeof(OperationWire))]
[JsonSerializable(typeof(PurchasedNumberWire))]
[JsonSerializable(typeof(PurchasedNumbersWire))]
[JsonSerializable(typeof(CapabilitiesWire))]
[JsonSerializable(typeof(OperatorRequest))]
[JsonSerializable(typeof(OperatorResultWire))]
internal sealed partial class PhoneNumberJson : JsonSerializerContext;
