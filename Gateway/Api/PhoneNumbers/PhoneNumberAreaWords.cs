using Telephony.Api.OpenApi;

namespace Telephony.Api.PhoneNumbers;

/// <summary>What the document says of the area.</summary>
internal static class PhoneNumberAreaWords
{
    private const string Longrunning = "Answered at once; `Operation-Location` leads to the operation, which is asked about until it has succeeded or failed.";

    private static readonly (string Name, bool Needed, string Text)[] s_page = [("skip", false, "How many to leave out; `nextLink` counts for you."), ("maxPageSize", false, "At most so many, 100 unless said.")];
    private static readonly (string Name, bool Needed, string Text) s_type = ("phoneNumberType", false, $"One of {PhoneNumberWords.Types}.");
    private static readonly (string Name, bool Needed, string Text) s_division = ("administrativeDivision", false, "Of this state or province only, such as WA.");

    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("PhoneNumbers_ListAvailableCountries", new("Countries in which numbers are sold") { Query = s_page, Answers = [(200, PhoneNumberJson.Default.CountriesWire)] }),
        ("PhoneNumbers_ListAvailableLocalities", new("Places in which numbers are sold") { Query = [s_type, s_division, .. s_page], Answers = [(200, PhoneNumberJson.Default.LocalitiesWire)] }),
        ("PhoneNumbers_ListAreaCodes", new("Area codes that are sold")
        {
            Query = [("phoneNumberType", true, s_type.Text), ("assignmentType", false, "person or application."), ("locality", false, "Of this place only."), s_division, .. s_page], Answers = [(200, PhoneNumberJson.Default.AreaCodesWire)],
        }),
        ("PhoneNumbers_ListOfferings", new("Kinds of numbers, what they can do and what they cost a month") { Query = [s_type, ("assignmentType", false, "person or application."), .. s_page], Answers = [(200, PhoneNumberJson.Default.OfferingsWire)] }),
        ("PhoneNumbers_SearchAvailablePhoneNumbers", new("Look for numbers and hold them for 15 minutes")
        {
            Request = PhoneNumberJson.Default.SearchRequest, Answers = [(202, PhoneNumberJson.Default.OperationWire)], Text = $"{Longrunning} `Location` leads to the result. What is held is offered to nobody else.",
        }),
        ("PhoneNumbers_GetSearchResult", new("What a search has found") { Answers = [(200, PhoneNumberJson.Default.SearchResultWire)] }),
        ("PhoneNumbers_BrowseAvailableNumbers", new("Look at numbers by their beginning") { Request = PhoneNumberJson.Default.BrowseRequest, Answers = [(200, PhoneNumberJson.Default.BrowseResultWire)], Text = "Nothing is held: a reservation does that." }),
        ("PhoneNumbers_PurchasePhoneNumbers", new("Buy what a search holds")
        {
            Request = PhoneNumberJson.Default.PurchaseRequest, Answers = [(202, PhoneNumberJson.Default.OperationWire)], Text = $"{Longrunning} It goes on through a restart, and buys nothing twice. The numbers lead to applications until they are told otherwise.",
        }),
        ("PhoneNumbers_ListReservations", new("Reservations of the resource") { Query = s_page, Answers = [(200, PhoneNumberJson.Default.ReservationsWire)] }),
        ("PhoneNumbers_CreateOrUpdateReservation", new("Hold numbers of your choice for 15 minutes")
        {
            Request = PhoneNumberJson.Default.ReservationPatch, IsMergePatch = true, Answers = [(201, PhoneNumberJson.Default.ReservationWire), (200, PhoneNumberJson.Default.ReservationWire)],
            Text = "A merge patch by the numbers' digits, as browsing shows them; null lets one go. The time begins anew with each change. A number that others hold is an error of that number alone.",
        }),
        ("PhoneNumbers_GetReservation", new("A reservation with its numbers") { Answers = [(200, PhoneNumberJson.Default.ReservationWire)] }),
        ("PhoneNumbers_DeleteReservation", new("Let all numbers of a reservation go") { Answers = [(204, null)] }),
        ("PhoneNumbers_PurchaseReservation", new("Buy what a reservation holds") { Request = PhoneNumberJson.Default.PurchaseRequest, Answers = [(202, PhoneNumberJson.Default.OperationWire)], Text = Longrunning }),
        ("PhoneNumbers_GetOperation", new("How a long-running operation stands") { Answers = [(200, PhoneNumberJson.Default.OperationWire)], Text = "`Retry-After` says when to ask again. `OutcomeUnknown`: nobody knows what the carrier did; the operator looks at it, and the operation may end well after all." }),
        ("PhoneNumbers_CancelOperation", new("Give up an operation") { Answers = [(204, null)], Text = "As long as no carrier was told." }),
        ("PhoneNumbers_ListPhoneNumbers", new("The numbers of the resource")
        {
            Query = [s_page[0], ("top", false, s_page[1].Text)], Answers = [(200, PhoneNumberJson.Default.PurchasedNumbersWire)], Text = "Those that were bought, and those that the operator entered; of a block, each.",
        }),
        ("PhoneNumbers_GetByNumber", new("A number of the resource") { Answers = [(200, PhoneNumberJson.Default.PurchasedNumberWire)] }),
        ("PhoneNumbers_UpdateCapabilities", new("Let a number do something else")
        {
            Request = PhoneNumberJson.Default.CapabilitiesWire, IsMergePatch = true, Answers = [(202, PhoneNumberJson.Default.OperationWire)], Text = $"What is left out stays. {Longrunning}",
        }),
        ("PhoneNumbers_ReleasePhoneNumber", new("Give a number back") { Answers = [(202, PhoneNumberJson.Default.OperationWire)], Text = $"{Longrunning} It rests for a while before it is sold again here." }),
        ("PhoneNumbers_OperatorInformationSearch", new("How numbers are written, and whose they are")
        {
            Request = PhoneNumberJson.Default.OperatorRequest, Answers = [(200, PhoneNumberJson.Default.OperatorResultWire)], Text = "The operator only with `includeAdditionalOperatorDetails`: carriers take money for it.",
        }),
    ];
}
