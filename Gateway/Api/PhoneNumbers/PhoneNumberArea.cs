namespace Telephony.Api.PhoneNumbers;

/// <summary>Phone numbers (2025-06-01 and before): what can be bought, searches, baskets, purchases, the numbers of a resource, operator information.</summary>
public static class PhoneNumberArea
{
    public static void MapPhoneNumbers(this ApiRoutes api, PhoneNumberServices numbers)
    {
        var area = api.Area("phoneNumbers");
        area.MapAvailability(numbers);
        area.MapSearch(numbers);
        area.MapReservations(numbers);
        area.MapOperations(numbers);
        area.MapOwned(numbers);
        area.MapOperators(numbers);
    }
}
