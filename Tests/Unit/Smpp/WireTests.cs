using System.Buffers;
using CsCheck;
using Telephony.Smpp.Sessions;
using Telephony.Smpp.Wire;
using Xunit;

namespace Telephony.Unit.Smpp;

public sealed class WireTests
{
    // bind_transceiver, sequence 1, written out by hand after SMPP 3.4 4.1.5.
    private static readonly byte[] Bind =
    [
        0, 0, 0, 0x22, 0, 0, 0, 0x09, 0, 0, 0, 0, 0, 0, 0, 1,
        (byte)'m', (byte)'e', 0, (byte)'s', (byte)'e', (byte)'c', (byte)'r', (byte)'e', (byte)'t', 0, (byte)'V', (byte)'M', (byte)'A', 0, 0x34, 0, 0, 0,
    ];

    [Fact]
    public void A_bind_has_the_octets_of_the_specification()
    {
        var writer = new PduWriter();
        BindRequest.Write(writer.Begin(SmppCommand.BindTransceiver, SmppStatus.Ok, 1), new() { Carrier = "c", Host = "h", SystemId = "me", Password = "secret", SystemType = "VMA" });
        writer.End();
        Assert.Equal(Bind, writer.Written.ToArray());
    }

    [Fact]
    public void Every_proper_prefix_is_not_yet_a_PDU()
    {
        for (var length = 0; length < Bind.Length; length++) Assert.Equal(PduRead.Incomplete, PduHeader.TryRead(new ReadOnlySequence<byte>(Bind.AsMemory(0, length)), out _));
        Assert.Equal(PduRead.Complete, PduHeader.TryRead(new ReadOnlySequence<byte>(Bind), out var header));
        Assert.Equal(new PduHeader(0x22, SmppCommand.BindTransceiver, SmppStatus.Ok, 1), header);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(70_001)]
    [InlineData(int.MaxValue)]
    public void A_length_that_cannot_be_is_invalid(int length)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        Assert.Equal(PduRead.Invalid, PduHeader.TryRead(new ReadOnlySequence<byte>(bytes), out _));
    }

    [Fact]
    public void A_message_comes_back_as_it_was_written() =>
        (from text in Gen.Byte.Array[0, 254]
         from coding in Gen.Byte
         from registered in Gen.Byte
         from payload in Gen.Bool
         from sar in Gen.Bool
         select new ShortMessage
         {
             Source = new SmppAddress(5, 0, "Contoso"), Destination = new SmppAddress(1, 1, "14255550123"), DataCoding = coding, RegisteredDelivery = registered,
             ValidityPeriod = "000001000000000R", Content = text, AsPayload = payload && text.Length > 0, Sar = sar ? new Concatenation(500, 3, 2) : null,
         }).Sample(static message =>
        {
            var read = ShortMessage.TryRead(Body(message))!;
            return read.Content.Span.SequenceEqual(message.Content.Span) && read with { Content = default } == message with { Content = default };
        });

    [Fact]
    public void A_body_cut_anywhere_in_its_mandatory_part_is_refused_and_none_throws()
    {
        var body = Body(new ShortMessage { Source = new SmppAddress(1, 1, "123456"), Destination = new SmppAddress(1, 1, "654321"), Content = "Hello"u8.ToArray() });
        for (var length = 0; length < body.Length; length++) Assert.Null(ShortMessage.TryRead(body.AsSpan(0, length)));
        Assert.NotNull(ShortMessage.TryRead(body));
    }

    [Fact]
    public void Random_octets_are_read_without_harm() =>
        Gen.Byte.Array[0, 400].Sample(static bytes =>
        {
            ShortMessage.TryRead(bytes);
            SmppAnswer.Read(new PduHeader(16 + bytes.Length, SmppCommand.SubmitSmResp, SmppStatus.Ok, 1), bytes);
            Telephony.Smpp.Texts.UserDataHeader.TryRead(bytes, out _, out var size);
            return size <= bytes.Length;
        }, iter: 200_000);

    private static byte[] Body(ShortMessage message)
    {
        var writer = new PduWriter();
        message.Write(writer.Begin(SmppCommand.SubmitSm, SmppStatus.Ok, 1));
        writer.End();
        return writer.Written[PduHeader.Size..].ToArray();
    }
}
