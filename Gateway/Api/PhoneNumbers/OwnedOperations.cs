using System.Diagnostics.CodeAnalysis;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Api.PhoneNumbers;

/// <summary>The numbers of a resource, each by itself: a block of the inventory is listed number by number.</summary>
internal static class OwnedOperations
{
    public static void MapOwned(this ApiArea area, PhoneNumberServices numbers) => area
        .Get("/phoneNumbers", "PhoneNumbers_ListPhoneNumbers", call => ValueTask.FromResult(List(call, numbers)))
        .Get("/phoneNumbers/{number}", "PhoneNumbers_GetByNumber", call => ValueTask.FromResult(Get(call, numbers)))
        .Delete("/phoneNumbers/{number}", "PhoneNumbers_ReleasePhoneNumber", call => ReleaseAsync(call, numbers), repeatable: true)
        .Patch("/phoneNumbers/{number}/capabilities", "PhoneNumbers_UpdateCapabilities", call => ChangeAsync(call, numbers), repeatable: true);

    private static ApiAnswer List(ApiCall call, PhoneNumberServices numbers)
    {
        if (!ListPage.TryRead(call, "top", out var page, out var refused)) return refused;
        var mine = numbers.Inventory.Current.Records.Where(record => record.Resource == call.Resource.Name).ToList();
        var part = Numbers(mine, page.Skip, page.Size).Select(one => Wire(one.Record, one.Number, numbers.Plan));
        return ApiAnswer.Ok(new PurchasedNumbersWire([.. part], page.NextLink(call, mine.Sum(static record => record.Range.Count))), PhoneNumberJson.Default.PurchasedNumbersWire);
    }

    // A block of millions is not walked through to reach its end.
    private static IEnumerable<(NumberRecord Record, PhoneNumber Number)> Numbers(List<NumberRecord> records, long skip, int take)
    {
        foreach (var record in records)
        {
            for (var at = skip; at < record.Range.Count && take > 0; at++, take--)
            {
                if (PhoneNumber.TryFromDigits(record.Range.First.Digits + (ulong)at, out var number)) yield return (record, number);
            }
            skip = Math.Max(0, skip - record.Range.Count);
        }
    }

    private static ApiAnswer Get(ApiCall call, PhoneNumberServices numbers) => TryNumber(call, out var number, out var refused)
        ? Find(numbers, call.Resource.Name, number) is { } record ? ApiAnswer.Ok(Wire(record, number, numbers.Plan), PhoneNumberJson.Default.PurchasedNumberWire) : PhoneNumberErrors.NoNumber
        : refused;

    private static async ValueTask<ApiAnswer> ReleaseAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryNumber(call, out var number, out var refused)) return refused;
        return OperationOperations.Answer(await numbers.Orders.ReleaseAsync(call.Resource.Name, number, call.Cancellation).ConfigureAwait(false), "release-id", PhoneNumberErrors.NoNumber);
    }

    private static async ValueTask<ApiAnswer> ChangeAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryNumber(call, out var number, out var refused) || !call.TryRead(PhoneNumberJson.Default.CapabilitiesWire, out var body, out refused)) return refused;
        if (Find(numbers, call.Resource.Name, number) is not { } record) return PhoneNumberErrors.NoNumber;
        if (!PhoneNumberWords.TryCapabilities(body, record.Capabilities, "", out var capabilities, out refused)) return refused;
        var outcome = await numbers.Orders.ChangeAsync(call.Resource.Name, number, capabilities, call.Cancellation).ConfigureAwait(false);
        var answer = OperationOperations.Answer(outcome, "capabilities-id", PhoneNumberErrors.NoNumber);
        return answer.Status == 202 ? answer.With("Location", $"/phoneNumbers/{Uri.EscapeDataString(number.ToString())}") : answer;
    }

    private static NumberRecord? Find(PhoneNumberServices numbers, ResourceId resource, PhoneNumber number) =>
        numbers.Inventory.Current.Find(number) is { } record && record.Resource == resource ? record : null;

    private static bool TryNumber(ApiCall call, out PhoneNumber number, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        refused = PhoneNumber.TryParse(call.Route("number"), out number) ? null : ApiErrors.BadField("phoneNumber", "an E.164 number is allowed, such as +14255550123");
        call.Target = number.ToString();
        return refused is null;
    }

    private static PurchasedNumberWire Wire(NumberRecord record, PhoneNumber number, INumberingPlan plan)
    {
        var bought = record.Purchase;
        var type = bought?.Type ?? (plan.Write(number).Kind switch { OperatorNumberKind.Mobile => NumberType.Mobile, OperatorNumberKind.Other => NumberType.TollFree, _ => NumberType.Geographic });
        return new PurchasedNumberWire(
            PhoneNumberWords.Id(number), number.ToString(), bought?.Country ?? plan.Describe(number).Country, PhoneNumberWords.Word(type), PhoneNumberWords.Wire(record.Capabilities),
            PhoneNumberWords.Word(bought?.Assignment ?? NumberAssignment.Application), bought?.At ?? DateTimeOffset.UnixEpoch, PhoneNumberWords.Wire(bought?.Cost ?? default));
    }
}
