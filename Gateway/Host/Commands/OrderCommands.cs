using System.CommandLine;
using System.Globalization;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Host.Numbers;
using Telephony.Host.Settings;
using Telephony.Numbers.Orders;
using Telephony.Storage.Databases;
using Telephony.Storage.NumberOrders;
using Telephony.Storage.Numbers;

namespace Telephony.Host.Commands;

/// <summary>
/// <c>telephony numbers orders|settle|reconcile</c>: orders at carriers, what is to be decided by a person, and our book beside the carriers'. Of the store, whether a gateway runs or not; one that runs
/// goes on with a settled order within a second.
/// </summary>
internal static class OrderCommands
{
    private const int MostOrders = 500;

    private static readonly Dictionary<string, OrderWord> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bought"] = OrderWord.Bought, ["not-bought"] = OrderWord.NotBought, ["released"] = OrderWord.Released, ["not-released"] = OrderWord.NotReleased,
    };

    public static IEnumerable<Command> All(Option<string?> config) => [Orders(config), Settle(config), Reconcile(config)];

    private static Command Orders(Option<string?> config)
    {
        var resource = NumberListCommands.ResourceOption();
        var all = new Option<bool>("--all") { Description = "Those that are done with too" };
        var command = new Command("orders", "List orders at carriers that are under way, or that a person must look at (Unknown), newest first") { resource, all };
        command.SetAction((parsed, cancellation) => NumberListCommands.WithStoreAsync(parsed.GetValue(config), parsed.GetValue(resource), async (_, database, wanted) =>
        {
            var orders = await new NumberOrderStore(database).ListOrdersAsync(wanted, !parsed.GetValue(all), MostOrders, cancellation).ConfigureAwait(false);
            foreach (var order in orders)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{order.Id}  {order.ChangedAt:yyyy-MM-dd HH:mm:ss}  {order.Kind,-8} {order.Number,-16} {order.Carrier,-12} {order.State,-15} {order.ErrorCode} {order.Error}").TrimEnd());
            if (orders.Count == 0) Console.WriteLine("There are no such orders.");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Settle(Option<string?> config)
    {
        var order = new Argument<string>("ORDER") { Description = "Its id, as \"numbers orders\" shows it" };
        var word = new Argument<string>("WORD") { Description = $"What was found out at the carrier: {string.Join(", ", s_words.Keys)}" };
        var carrierId = new Option<string?>("--carrier-id") { Description = "The carrier's own id of the number, such as PN…", HelpName = "ID" };
        var command = new Command("settle", "End the doubt about an order that is Unknown; the gateway goes on with it") { order, word, carrierId };
        command.SetAction((parsed, cancellation) => NumberListCommands.WithStoreAsync(parsed.GetValue(config), null, async (settings, database, _) =>
        {
            if (!s_words.TryGetValue(parsed.GetRequiredValue(word), out var said)) return NumberListCommands.Say($"\"{parsed.GetRequiredValue(word)}\" is no word: allowed are {string.Join(", ", s_words.Keys)}.");
            var store = new NumberOrderStore(database);
            var found = (await store.ListOrdersAsync(null, open: true, MostOrders, cancellation).ConfigureAwait(false)).FirstOrDefault(one => one.Id.ToString() == parsed.GetRequiredValue(order));
            if (found is null) return NumberListCommands.Say($"{parsed.GetRequiredValue(order)}: there is no open order of that id; \"numbers orders\" lists them.");
            return await SettleAsync(store, found, said, parsed.GetValue(carrierId) ?? "", settings, cancellation).ConfigureAwait(false);
        }, cancellation));
        return command;
    }

    private static Command Reconcile(Option<string?> config)
    {
        var carrier = new Option<string?>("--carrier") { Description = "With this carrier only", HelpName = "NAME" };
        var settle = new Option<bool>("--settle") { Description = "Settle the orders that are Unknown by what the carrier's list says" };
        var command = new Command("reconcile", "Compare our numbers with the carriers' lists of what is ours; exit code 1 when they differ") { carrier, settle };
        command.SetAction((parsed, cancellation) => NumberListCommands.WithStoreAsync(parsed.GetValue(config), null, async (settings, database, _) =>
        {
            using var sellers = new NumberSellers(settings, TimeProvider.System);
            var asked = sellers.All.Where(one => parsed.GetValue(carrier) is not { } name || one.Carrier == name).ToList();
            if (asked.Count == 0) return NumberListCommands.Say($"No such carrier sells numbers here; those that do: {string.Join(", ", sellers.All.Select(static one => one.Carrier))}.");
            var result = ExitCodes.Good;
            foreach (var one in asked) result = Math.Max(result, await CompareAsync(one, database, parsed.GetValue(settle) ? settings : null, cancellation).ConfigureAwait(false));
            return result;
        }, cancellation));
        return command;
    }

    /// <param name="settling">Null: nothing is changed.</param>
    private static async Task<int> CompareAsync(ICarrierNumbers carrier, Database database, GatewaySettings? settling, CancellationToken cancellation)
    {
        if (!carrier.CanBeAsked) return NumberListCommands.Say($"{carrier.Carrier}: cannot be asked what is ours there.");
        if (await carrier.OwnedAsync(new OwnedQuery(), cancellation).ConfigureAwait(false) is not ShopAnswer<IReadOnlyList<OwnedNumber>>.Known { Value: var owned }) return NumberListCommands.Say($"{carrier.Carrier}: does not answer; ask again later.");
        var store = new NumberOrderStore(database);
        var open = (await store.ListOrdersAsync(null, open: true, MostOrders, cancellation).ConfigureAwait(false)).Where(order => order.Carrier == carrier.Carrier).ToList();
        var mine = (await new NumberStore(database).ListAsync(null, cancellation).ConfigureAwait(false)).Where(record => record.Purchase?.Carrier == carrier.Carrier).Select(static record => record.Range.First).ToHashSet();
        var busy = open.Select(static order => order.Number).ToHashSet();
        var theirs = owned.Select(static one => one.Number).ToHashSet();
        string[] lines =
        [
            .. theirs.Where(number => !mine.Contains(number) && !busy.Contains(number)).Order().Select(static number => $"{number} is ours there and not in the inventory: import it, or release it there."),
            .. mine.Where(number => !theirs.Contains(number) && !busy.Contains(number)).Order().Select(static number => $"{number} is in the inventory and no longer ours there: release it, or find out why."),
        ];
        Console.WriteLine($"{carrier.Carrier}: {theirs.Count} numbers are ours there, {mine.Count} of the inventory are from there, {open.Count} orders are open.");
        foreach (var line in lines) Console.WriteLine($"{carrier.Carrier}: {line}");
        var result = lines.Length == 0 ? ExitCodes.Good : ExitCodes.Refused;
        foreach (var order in open.Where(static order => order.State == NumberOrderState.Unknown))
        {
            var (word, carrierId) = OrderSettlement.ByList(order, owned);
            if (settling is null) Console.WriteLine($"{carrier.Carrier}: order {order.Id} ({order.Kind} {order.Number}) is Unknown; the list says: {Written(word)}. --settle takes that for true.");
            result = Math.Max(result, settling is null ? ExitCodes.Refused : await SettleAsync(store, order, word, carrierId, settling, cancellation).ConfigureAwait(false));
        }
        return result;
    }

    private static async Task<int> SettleAsync(NumberOrderStore store, NumberOrder order, OrderWord word, string carrierId, GatewaySettings settings, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (await OrderSettlement.SettleAsync(store, order, word, carrierId, now + settings.Numbers.Orders.Quarantine, now, cancellation).ConfigureAwait(false) is { } why) return NumberListCommands.Say(why);
        Console.WriteLine($"Order {order.Id} ({order.Kind} {order.Number}): {Written(word)}.");
        return ExitCodes.Good;
    }

    private static string Written(OrderWord word) => s_words.First(pair => pair.Value == word).Key;
}
