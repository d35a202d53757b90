/*
 * Copyright (c) 2026 The fdd-mimo authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * \file
 * For Doxygen only: the methods of ns-3's base classes that the module overrides, so that they
 * count as documented where ns-3's own headers are not read with the module's. Nothing includes
 * this file.
 */

namespace ns3
{

/// See ns-3's documentation.
class Object
{
  public:
    /// See ns3::Object.
    virtual void DoInitialize();
    /// See ns3::Object.
    virtual void DoDispose();
    /// See ns3::Object.
    virtual void NotifyConstructionCompleted();
};

/// See ns-3's documentation.
class Application : public Object
{
  public:
    /// See ns3::Application.
    virtual void StartApplication();
    /// See ns3::Application.
    virtual void StopApplication();
};

/// See ns-3's documentation.
class PositionAllocator : public Object
{
  public:
    /// See ns3::PositionAllocator.
    virtual Vector GetNext() const;
    /// See ns3::PositionAllocator.
    virtual int64_t AssignStreams(int64_t stream);
};

/// See ns-3's documentation.
class Channel : public Object
{
  public:
    /// See ns3::Channel.
    virtual std::size_t GetNDevices() const;
    /// See ns3::Channel.
    virtual Ptr<NetDevice> GetDevice(std::size_t i) const;
};

/// See ns-3's documentation.
class Header
{
  public:
    /// See ns3::Header.
    virtual TypeId GetInstanceTypeId() const;
    /// See ns3::Header.
    virtual void Print(std::ostream& os) const;
    /// See ns3::Header.
    virtual uint32_t GetSerializedSize() const;
    /// See ns3::Header.
    virtual void Serialize(Buffer::Iterator start) const;
    /// See ns3::Header.
    virtual uint32_t Deserialize(Buffer::Iterator start);
};

/// See ns-3's documentation.
class NetDevice : public Object
{
  public:
    /// See ns3::NetDevice.
    virtual void SetIfIndex(const uint32_t index);
    /// See ns3::NetDevice.
    virtual uint32_t GetIfIndex() const;
    /// See ns3::NetDevice.
    virtual Ptr<Channel> GetChannel() const;
    /// See ns3::NetDevice.
    virtual void SetAddress(Address address);
    /// See ns3::NetDevice.
    virtual Address GetAddress() const;
    /// See ns3::NetDevice.
    virtual bool SetMtu(const uint16_t mtu);
    /// See ns3::NetDevice.
    virtual uint16_t GetMtu() const;
    /// See ns3::NetDevice.
    virtual bool IsLinkUp() const;
    /// See ns3::NetDevice.
    virtual void AddLinkChangeCallback(Callback<void> callback);
    /// See ns3::NetDevice.
    virtual bool IsBroadcast() const;
    /// See ns3::NetDevice.
    virtual Address GetBroadcast() const;
    /// See ns3::NetDevice.
    virtual bool IsMulticast() const;
    /// See ns3::NetDevice.
    virtual Address GetMulticast(Ipv4Address multicastGroup) const;
    /// See ns3::NetDevice.
    virtual Address GetMulticast(Ipv6Address addr) const;
    /// See ns3::NetDevice.
    virtual bool IsBridge() const;
    /// See ns3::NetDevice.
    virtual bool IsPointToPoint() const;
    /// See ns3::NetDevice.
    virtual bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber);
    /// See ns3::NetDevice.
    virtual bool SendFrom(Ptr<Packet> packet,
                          const Address& source,
                          const Address& dest,
                          uint16_t protocolNumber);
    /// See ns3::NetDevice.
    virtual Ptr<Node> GetNode() const;
    /// See ns3::NetDevice.
    virtual void SetNode(Ptr<Node> node);
    /// See ns3::NetDevice.
    virtual bool NeedsArp() const;
    /// See ns3::NetDevice.
    virtual void SetReceiveCallback(ReceiveCallback cb);
    /// See ns3::NetDevice.
    virtual void SetPromiscReceiveCallback(PromiscReceiveCallback cb);
    /// See ns3::NetDevice.
    virtual bool SupportsSendFrom() const;
};

} // namespace ns3
