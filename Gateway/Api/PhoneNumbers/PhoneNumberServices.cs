using Telephony.Domain.Numbers;
using Telephony.Numbers.Orders;
using Telephony.Numbers.Shop;

namespace Telephony.Api.PhoneNumbers;

/// <summary>What the area needs.</summary>
/// <param name="Lookups">Who is asked for operators, in order.</param>
public sealed record PhoneNumberServices(NumberShop Shop, NumberOrders Orders, NumberCatalogueHolder Inventory, INumberingPlan Plan, IReadOnlyList<IOperatorLookup> Lookups, TimeProvider Clock);
