package com.example.practice;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** An application of a practice that receives photos too. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PracticeApplication {

  /** Runs it. */
  public static void main(String[] arguments) {
    SpringApplication.run(PracticeApplication.class, arguments);
  }
}
