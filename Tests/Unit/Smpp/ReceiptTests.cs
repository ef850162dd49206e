using System.Text;
using Telephony.Domain.Messages;
using Telephony.Smpp.Receipts;
using Telephony.Smpp.Texts;
using Telephony.Smpp.Wire;
using Xunit;

namespace Telephony.Unit.Smpp;

/// <summary>Receipts as message centres write them.</summary>
public sealed class ReceiptTests
{
    [Theory]
    [InlineData("id:0123456789 sub:001 dlvrd:001 submit date:2611280801 done date:2611280802 stat:DELIVRD err:000 text:Hello", "123456789", DeliveryState.Delivered, "")]
    [InlineData("id:a1b2-c3 sub:001 dlvrd:000 submit date:261128080155 done date:261128080259 stat:UNDELIV err:054 text:", "a1b2-c3", DeliveryState.Undeliverable, "54")]
    [InlineData("id:7 submit_date:20261128080155 done_date:20261128080259 stat:EXPIRED err:1", "7", DeliveryState.Expired, "1")]
    [InlineData("ID:7 STAT:delivrd ERR:0", "7", DeliveryState.Delivered, "")]
    [InlineData("stat:REJECTD id:\"77\" err:8", "77", DeliveryState.Rejected, "8")]
    [InlineData("id:9 sub:1 dlvrd:1 submit date:2611280801 done date:2611280802 stat:ACCEPTD err: text:id:1 stat:UNDELIV", "9", DeliveryState.Accepted, "")]
    [InlineData("id:9 stat:SOMETHING", "9", DeliveryState.Unknown, "")]
    public void The_usual_text_is_read(string text, string id, DeliveryState state, string error)
    {
        var report = Read(new ShortMessage { EsmClass = EsmClass.DeliveryReceipt, Content = Encoding.Latin1.GetBytes(text) });

        Assert.Equal((id, state, error), (report!.CarrierId, report.State, report.ErrorCode));
    }

    [Fact]
    public void The_time_is_the_done_date() =>
        Assert.Equal(
            new DateTimeOffset(2026, 11, 28, 8, 2, 0, TimeSpan.Zero),
            Read(new ShortMessage { EsmClass = EsmClass.DeliveryReceipt, Content = "id:1 submit date:2611280801 done date:2611280802 stat:DELIVRD"u8.ToArray() })!.At);

    [Fact]
    public void Parameters_are_believed_before_the_text()
    {
        var report = Read(new ShortMessage
        {
            EsmClass = EsmClass.DeliveryReceipt, Content = "id:1 stat:UNDELIV err:001"u8.ToArray(), ReceiptedMessageId = "A7", MessageState = 2, NetworkError = new byte[] { 3, 0x01, 0x02 },
        });

        Assert.Equal(("a7", DeliveryState.Delivered, "258"), (report!.CarrierId, report.State, report.ErrorCode));
    }

    [Theory]
    [InlineData(ReceiptIdForm.DecimalInReceipt, "id:255 stat:DELIVRD", "ff")]
    [InlineData(ReceiptIdForm.HexadecimalInReceipt, "id:FF stat:DELIVRD", "255")]
    [InlineData(ReceiptIdForm.DecimalInReceipt, "id:not-a-number stat:DELIVRD", "not-a-number")]
    public void An_id_said_once_in_hexadecimal_and_once_in_decimal_is_the_same(ReceiptIdForm form, string text, string id) =>
        Assert.Equal(id, ReceiptReader.TryRead(Receipt(text), "carrier", form, DefaultAlphabet.Gsm7)!.CarrierId);

    [Fact]
    public void A_message_is_no_receipt_even_if_it_reads_like_one() =>
        Assert.Null(Read(new ShortMessage { Content = "id:1 stat:DELIVRD"u8.ToArray() }));

    [Fact]
    public void A_receipt_without_an_id_is_nobodys() => Assert.Null(Read(Receipt("stat:DELIVRD")));

    private static ShortMessage Receipt(string text) => new() { EsmClass = EsmClass.DeliveryReceipt, Content = Encoding.Latin1.GetBytes(text) };

    private static DeliveryReport? Read(ShortMessage message) => ReceiptReader.TryRead(message, "carrier", ReceiptIdForm.Same, DefaultAlphabet.Gsm7);
}
