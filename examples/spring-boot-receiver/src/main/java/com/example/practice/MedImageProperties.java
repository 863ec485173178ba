package com.example.practice;

import java.net.InetAddress;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How photos are received.
 *
 * @param home the folder in which the receiver keeps its keys and what is on its way
 * @param patients the folder in which each patient has a folder
 * @param name what senders call this receiver
 * @param address where it listens for senders
 * @param port where it listens for senders; 0 for any
 */
@ConfigurationProperties("medimage")
public record MedImageProperties(
    Path home,
    Path patients,
    @DefaultValue("MedImage") String name,
    @DefaultValue("0.0.0.0") InetAddress address,
    @DefaultValue("5566") int port) {}
